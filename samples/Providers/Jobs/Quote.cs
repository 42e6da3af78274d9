using System.ComponentModel.DataAnnotations;

namespace JobScheduler.Samples.Providers.Jobs;

/// <summary>The payload of <c>quote</c>.</summary>
internal sealed record QuoteRequest(
    [RegularExpression("[a-z][a-z0-9-]{0,49}", ErrorMessage = "must be 1 to 50 of a-z, 0-9 and -, a letter first")] string? Tag = null,
    [Range(20, 1000, ErrorMessage = "must be between 20 and 1000")] int MaxLength = 200);

/// <summary>The provider's answer.</summary>
internal sealed record QuoteAnswer(string? Content, string? Author, string[]? Tags);

/// <summary>The result of <c>quote</c>.</summary>
internal sealed record Quote(string Text, string Author, IReadOnlyList<string> Tags);

internal sealed class QuoteProvider : IProvider<QuoteRequest, QuoteAnswer, Quote>
{
    public string NotFoundCode => "quote_not_found";

    public string PathOf(QuoteRequest request) =>
        $"random?maxLength={request.MaxLength}{(request.Tag is null ? "" : "&tags=" + Uri.EscapeDataString(request.Tag))}";

    public Quote? Normalize(QuoteRequest request, QuoteAnswer answer) =>
        answer is { Content: { Length: > 0 } text, Author: { Length: > 0 } author } && text.Length <= request.MaxLength
            ? new(text.Trim(), author, answer.Tags ?? [])
            : null;
}
