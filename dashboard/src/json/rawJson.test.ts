import { describe, expect, it } from 'vitest';
import { elements, indentJson, jsonProblem, memberText, members } from './rawJson';

describe('JSON as text', () => {
  it('memberText_numbersThatParsingWouldChange_areKept', () => {
    const text = '{ "a": "}\\"{", "payload" : {"id":12345678901234567890,"x":1.0, "e":1E2} , "result":null}';
    expect(memberText(text, 'payload')).toBe('{"id":12345678901234567890,"x":1.0, "e":1E2}');
    expect(memberText(text, 'result')).toBe('null');
    expect(memberText(text, 'missing')).toBeUndefined();
  });

  it('memberText_insideAString_isNotFound', () => expect(memberText('{"a":"\\"payload\\":1","payload":2}', 'payload')).toBe('2'));

  it('memberText_escapedName_isFound', () => expect(memberText('{"\\u0061":1}', 'a')).toBe('1'));

  it('members_ofNoObject_areNone', () => expect(members('[1]')).toEqual([]));

  it('elements_anything_areTheirTexts', () => {
    expect(elements('[1.0, "a,]", {"b":[2]},[] ]')).toEqual(['1.0', '"a,]"', '{"b":[2]}', '[]']);
    expect(elements(' [ ] ')).toEqual([]);
  });

  it('indentJson_keepsTokens', () => expect(indentJson('{"a":[1.0,{"b":"x y, {"}],"c":{},"d":[ ]}')).toBe('{\n  "a": [\n    1.0,\n    {\n      "b": "x y, {"\n    }\n  ],\n  "c": {},\n  "d": []\n}'));

  it('indentJson_scalar_isItself', () => expect(indentJson(' 1.50 ')).toBe('1.50'));

  it('jsonProblem_saysSomething', () => {
    expect(jsonProblem('{"a":1}')).toBeNull();
    expect(jsonProblem('{"a":}')).not.toBeNull();
  });
});
