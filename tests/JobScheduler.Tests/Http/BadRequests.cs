using System.Text;
using static JobScheduler.Tests.Http.BadRequest;

namespace JobScheduler.Tests.Http;

/// <summary>The table of bad requests.</summary>
internal static partial class BadRequests
{
    private const int MaxBody = 1024 * 1024;
    private const int MaxPayload = 256 * 1024;

    public static IReadOnlyList<BadRequest> All { get; } =
    [
        .. Syntax, .. Unicode, .. Shapes, .. Types, .. Times, .. Values, .. Retries, .. Batches, .. Changes, .. Bulks, .. Queries,
        .. Ids, .. Methods, .. Media, .. Sizes, .. Headers, .. Schedules,
    ];

    private static IEnumerable<BadRequest> Syntax =>
    [
        Submit("no body", "", 400, "body"),
        Submit("blank body", "  \r\n", 400, "body"),
        Submit("cut off", """{"job_type":"echo""", 400, "body"),
        Submit("cut off after a member", """{"job_type":"echo",""", 400, "body"),
        Submit("trailing comma", """{"job_type":"echo",}""", 400, "body"),
        Submit("trailing text", """{"job_type":"echo"} x""", 400, "body"),
        Submit("two documents", """{"job_type":"echo"}{"job_type":"echo"}""", 400, "body"),
        Submit("comment", """{"job_type":"echo"/* no */}""", 400, "body"),
        Submit("line comment", "{\"job_type\":\"echo\"}// no", 400, "body"),
        Submit("single quotes", "{'job_type':'echo'}", 400, "body"),
        Submit("unquoted name", "{job_type:\"echo\"}", 400, "body"),
        Submit("unquoted value", """{"job_type":echo}""", 400, "body"),
        Submit("NaN", """{"job_type":"echo","priority":NaN}""", 400, "body"),
        Submit("Infinity", """{"job_type":"echo","priority":Infinity}""", 400, "body"),
        Submit("leading zero", """{"job_type":"echo","priority":01}""", 400, "body"),
        Submit("plus sign", """{"job_type":"echo","priority":+1}""", 400, "body"),
        Submit("hex number", """{"job_type":"echo","priority":0x1}""", 400, "body"),
        Submit("bare fraction", """{"job_type":"echo","priority":.5}""", 400, "body"),
        Submit("True in capitals", """{"job_type":"echo","payload":True}""", 400, "body"),
        Submit("missing colon", """{"job_type" "echo"}""", 400, "body"),
        Submit("unclosed array", """{"job_type":"echo","tags":["a"}""", 400, "body"),
        Submit("raw line break in a text", "{\"job_type\":\"ec\nho\"}", 400, "body"),
        Submit("raw tab in a text", "{\"job_type\":\"ec\tho\"}", 400, "body"),
        Submit("unknown escape", """{"job_type":"ec\xho"}""", 400, "body"),
        Submit("short escape", """{"job_type":"ec\u12"}""", 400, "body"),
        Submit("form data", "job_type=echo", 400, "body"),
        Submit("XML", "<job/>", 400, "body"),
        Submit("depth over 64", Nested(65), 400, "body"),
        Submit("depth of 100000", Nested(100_000), 400, "body"),
        Submit("depth over 64 in objects", """{"job_type":"echo","payload":""" + Repeat("""{"a":""", 64) + "1" + Repeat("}", 64) + "}", 400, "body"),
    ];

    private static IEnumerable<BadRequest> Unicode =>
    [
        Bytes("byte order mark", [0xEF, 0xBB, 0xBF, .. """{"job_type":"echo"}"""u8], "body"),
        Bytes("invalid UTF-8", [.. """{"job_type":"ec"""u8, 0xFF, .. "\"}"u8], "body"),
        Bytes("invalid UTF-8 in the payload", [.. """{"job_type":"echo","payload":" """u8, 0xC3, 0x28, .. "\"}"u8], "body"),
        Bytes("overlong UTF-8", [.. """{"job_type":"echo","payload":" """u8, 0xC0, 0xAF, .. "\"}"u8], "body"),
        Bytes("UTF-8 of a surrogate", [.. """{"job_type":"echo","payload":" """u8, 0xED, 0xA0, 0x80, .. "\"}"u8], "body"),
        Bytes("cut off UTF-8", [.. """{"job_type":"echo","payload":" """u8, 0xE2, 0x82, .. "\"}"u8], "body"),
        Bytes("UTF-16", Encoding.Unicode.GetBytes("""{"job_type":"echo"}"""), "body"),
        Bytes("UTF-16 with mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("""{"job_type":"echo"}""")], "body"),
        Bytes("a NUL after the body", [.. """{"job_type":"echo"}"""u8, 0], "body"),
        Field("lone high surrogate", "\"tags\":[\"ok\",\"\\ud800\"]", 400, "tags[1]"),
        Field("lone low surrogate", "\"idempotency_key\":\"\\udc00\"", 400, "idempotency_key"),
        Field("surrogates the wrong way round", "\"concurrency_key\":\"\\udc00\\ud800\"", 400, "concurrency_key"),
        Field("lone surrogate in the payload", "\"payload\":{\"city\":[\"\\ud83dx\"]}", 400, "payload.city[0]"),
        Field("lone surrogate before an escape", "\"payload\":{\"city\":\"\\ud83d\\n\"}", 400, "payload.city"),
        Field("lone surrogate in a payload's name", "\"payload\":{\"\\ud800\":1}", 400, "payload"),
        Field("lone surrogate in a name", "\"\\ud800\":1", 400, "body"),
        Field("control character in a tag", "\"tags\":[\"a\\u0000\"]", 422, "tags[0]"),
        Field("control character in a key", "\"idempotency_key\":\"a\\u001f\"", 422, "idempotency_key"),
        Field("C1 control character in a key", "\"concurrency_key\":\"a\\u0085\"", 422, "concurrency_key"),
        Field("job type with an accent", "\"queue\":\"caf\\u00e9\"", 422, "queue"),
    ];

    private static IEnumerable<BadRequest> Shapes =>
    [
        Submit("null", "null", 400, "body"),
        Submit("array", "[]", 400, "body"),
        Submit("text", "\"echo\"", 400, "body"),
        Submit("number", "1", 400, "body"),
        Submit("empty object", "{}", 400, "job_type"),
        Submit("job type null", """{"job_type":null}""", 400, "job_type"),
        Submit("job type missing", """{"payload":{}}""", 400, "job_type"),
        Field("unknown field", "\"color\":\"red\"", 400, "color"),
        Field("unknown field with null", "\"color\":null", 400, "color"),
        Field("read-only field", "\"state\":\"queued\"", 400, "state"),
        Field("field with a dot", "\"retry.factor\":2", 400, "retry.factor"),
        Field("empty field name", "\"\":1", 400, ""),
        Submit("camelCase", """{"jobType":"echo"}""", 400, "jobType") with { AlsoErrors = ["job_type"] },
        Submit("wrong case", """{"Job_Type":"echo"}""", 400, "Job_Type"),
        Field("wrong case of a second field", "\"Priority\":1", 400, "Priority"),
        Submit("duplicate field", """{"job_type":"echo","job_type":"echo"}""", 400, "job_type"),
        Submit("duplicate field, escaped", "{\"job_type\":\"echo\",\"job\\u005ftype\":\"echo\"}", 400, "job_type"),
        Field("duplicate payload", "\"payload\":1,\"payload\":2", 400, "payload"),
        Field("duplicate in retry", "\"retry\":{\"factor\":2,\"factor\":3}", 400, "retry.factor"),
        Field("duplicate in the payload", "\"payload\":{\"a\":[{\"b\":1,\"b\":2}]}", 400, "payload.a[0].b"),
        Submit("several at once", """{"color":1,"priority":"high","tags":7}""", 400, "color") with { AlsoErrors = ["priority", "tags", "job_type"] },
        Submit("malformed hides unacceptable", """{"job_type":"echo","priority":1000,"delay_ms":"5"}""", 400, "delay_ms"),
    ];

    private static string Nested(int depth) => """{"job_type":"echo","payload":""" + Repeat("[", depth - 1) + Repeat("]", depth - 1) + "}";

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
