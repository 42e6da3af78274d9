using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using JobScheduler.Hosting.Handlers;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Checks payloads before a job is accepted: size, depth and Unicode of every payload; of a job type known here also that it can be
/// read as the payload's type and that its annotations or its validator agree. A type unknown here is accepted unseen.
/// </summary>
internal sealed partial class PayloadCheck(AnnotationsValidator annotations)
{
    /// <summary>Levels of a payload. A request around it has one more, and readers stop at 64.</summary>
    public const int MaxDepth = 63;

    /// <summary>The payload within its limit, JSON null as null.</summary>
    /// <exception cref="JobTooLargeException">It is over the limit.</exception>
    public static RawJson? Measure(RawJson? payload, string path, int maxBytes)
    {
        if (payload is null || payload.Utf8.Span.SequenceEqual("null"u8))
            return null;
        return payload.Length <= maxBytes
            ? payload
            : throw new JobTooLargeException(string.Create(
                CultureInfo.InvariantCulture, $"{path} has {payload.Length} bytes; at most {maxBytes} are accepted."));
    }

    /// <summary>The payload as a document, whose texts are all valid Unicode and whose names are unique; null if it is none.</summary>
    public static JsonDocument? Parse(FieldErrors errors, string path, RawJson payload)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(payload.Utf8, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            // Without an escape a text is what its bytes are, and looking at those makes no strings.
            if (payload.Utf8.Span.Contains((byte)'\\') || !Utf8.IsValid(payload.Utf8.Span))
                CheckTexts(document.RootElement);
            return document;
        }
        catch (JsonException)
        {
            errors.AddMalformed(path, $"must be one JSON value of at most {MaxDepth} levels, in which no object has two members of one name");
        }
        catch (InvalidOperationException)
        {
            document?.Dispose();
            errors.AddMalformed(path, "has a text that is not valid Unicode");
        }

        return null;
    }

    /// <summary>Checks a payload against its registered type.</summary>
    public void Validate(FieldErrors errors, string path, JobTypeEntry entry, RawJson? payload)
    {
        if (entry.PayloadType is not { } type)
            return;
        object? value;
        try
        {
            value = entry.ReadPayload(payload);
        }
        catch (JsonException e)
        {
            AddUnreadable(errors, path, e);
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A constructor or converter of the payload's type refused it in its own way.
            errors.Add(path, "does not fit: " + Failures.Retry(e).Error!.Message);
            return;
        }

        if (value is not null)
            Validate(errors, path, entry, value);
        else if (!entry.AcceptsNull)
            errors.Add(path, "is required by this job type");
    }

    private void Validate(FieldErrors errors, string path, JobTypeEntry entry, object value)
    {
        if (entry.Validator is null)
        {
            annotations.Validate(errors, path, value, entry.Json);
            return;
        }

        foreach (var (inner, messages) in entry.Validator.Validate(value))
        {
            foreach (var message in messages ?? [])
                errors.Add(JsonPaths.Combine(path, inner), message);
        }
    }

    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    CheckTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    CheckTexts(item);
                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }

    private static void AddUnreadable(FieldErrors errors, string path, JsonException exception)
    {
        var at = JsonPaths.FromException(path, exception.Path);
        var missing = MissingMembers().Match(exception.Message);
        if (!missing.Success)
        {
            errors.Add(at, "does not fit: " + Shorten(exception.Message));
            return;
        }

        foreach (var name in missing.Groups["name"].Captures.Select(c => c.Value))
            errors.Add(JsonPaths.Member(at, name), "is required");
    }

    // The serializer ends its messages with where it was, which the path says already.
    private static string Shorten(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return Texts.Cut(end < 0 ? message : message[..end], Texts.MaxMessageBytes);
    }

    [GeneratedRegex(@"missing required properties including: (?:'(?<name>[^']+)'[;,. ]*)+", RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();
}
