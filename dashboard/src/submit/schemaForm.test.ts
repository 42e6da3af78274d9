import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../api/types';
import { draftToJson, example, hasForm, hintOf, jsonToDraft, kindOf, resolve } from './schemaForm';

const mail: JsonSchema = {
  type: 'object', required: ['to', 'sender'],
  properties: {
    to: { type: 'string' }, urgent: { type: ['boolean', 'null'] }, weight: { type: 'number' }, cc: { type: 'array', items: { type: 'string' } },
    kind: { enum: ['a', 'b', null] }, sender: { $ref: '#/$defs/Sender' }, extra: { type: 'object', additionalProperties: true }, when: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
  },
  $defs: { Sender: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
};

describe('a form over a schema', () => {
  it('kindOf_eachMember_isItsControl', () => {
    const kinds = Object.fromEntries(Object.entries(mail.properties!).map(([name, one]) => [name, kindOf(resolve(one, mail), mail)]));
    expect(kinds).toEqual({ to: 'text', urgent: 'boolean', weight: 'number', cc: 'list', kind: 'choice', sender: 'object', extra: 'json', when: 'text' });
  });

  it('draftToJson_whatIsEmpty_isLeftOut', () => expect(draftToJson(mail, mail, { to: 'ana', weight: '', cc: ['', 'bo'], urgent: undefined })).toBe('{"to": "ana", "cc": ["bo"]}'));

  it('draftToJson_numbers_keepTheirSpelling', () => {
    expect(draftToJson(mail, mail, { weight: '1.0' })).toBe('{"weight": 1.0}');
    expect(draftToJson(mail, mail, { weight: '12345678901234567890' })).toBe('{"weight": 12345678901234567890}');
  });

  it('draftToJson_noNumber_isSentForTheServerToRefuse', () => expect(draftToJson(mail, mail, { weight: 'heavy' })).toBe('{"weight": "heavy"}'));

  it('jsonToDraft_andBack_isTheSame', () => {
    const json = '{"to": "ana", "urgent": false, "weight": 1.50, "cc": ["x"], "kind": "b", "sender": {"name": "me"}, "extra": {"q":1.0}}';
    const draft = jsonToDraft(mail, mail, json);
    expect(draft).not.toBeNull();
    expect(draftToJson(mail, mail, draft!)).toBe(json);
  });

  it.each(['{"unknown": 1}', '{"to": 5}', '{"cc": [1]}', '[]', '{"sender": {"name": "me", "age": 3}}'])('jsonToDraft_%s_cannotBeShown', (json) => expect(jsonToDraft(mail, mail, json)).toBeNull());

  it('jsonToDraft_null_isEmpty', () => expect(jsonToDraft(mail, mail, '{"to": null}')).toEqual({ to: undefined }));

  it('resolve_referenceToItself_ends', () => {
    const loop: JsonSchema = { $ref: '#/$defs/A', $defs: { A: { $ref: '#/$defs/A' } } };
    expect(resolve(loop, loop)).toEqual({});
  });

  it('hasForm_noObject_hasNone', () => {
    expect(hasForm(null)).toBe(false);
    expect(hasForm({})).toBe(false);
    expect(hasForm({ type: 'string' })).toBe(false);
    expect(hasForm(mail)).toBe(true);
  });

  it('example_requiredMembers_areThere', () => expect(example(mail, mail)).toBe('{"to": "", "sender": {"name": ""}}'));

  it('hintOf_limits_areSaid', () => expect(hintOf({ description: 'How long.', minimum: 1, maximum: 9, default: 3 })).toBe('How long. · 1 to 9, default 3'));
});
