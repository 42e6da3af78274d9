using System.ComponentModel.DataAnnotations;

namespace JobScheduler.Samples.Providers.Jobs;

/// <summary>The payload of <c>exchange_rate</c>.</summary>
internal sealed record ExchangeRateRequest(
    [Required, RegularExpression("[A-Z]{3}", ErrorMessage = "must be three letters A to Z, as EUR")] string Base,
    [Required, RegularExpression("[A-Z]{3}", ErrorMessage = "must be three letters A to Z, as USD")] string Quote,
    [Range(typeof(decimal), "0", "1000000000000", MinimumIsExclusive = true, ParseLimitsInInvariantCulture = true, ErrorMessage = "must be over 0 and at most 1000000000000")]
    decimal Amount = 1) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Base == Quote ? [new("must not be the base currency", [nameof(Quote)])] : [];
}

/// <summary>The provider's answer: what one unit of the base is worth.</summary>
internal sealed record ExchangeRateAnswer(string? Base, DateOnly? Date, Dictionary<string, decimal>? Rates);

/// <summary>The result of <c>exchange_rate</c>: converted = amount * rate, to six places.</summary>
internal sealed record ExchangeRate(string Base, string Quote, decimal Amount, decimal Rate, decimal Converted, DateOnly AsOf);

internal sealed class ExchangeRateProvider : IProvider<ExchangeRateRequest, ExchangeRateAnswer, ExchangeRate>
{
    public string NotFoundCode => "currency_not_found";

    public string PathOf(ExchangeRateRequest request) => $"latest?base={request.Base}&symbols={request.Quote}";

    public ExchangeRate? Normalize(ExchangeRateRequest request, ExchangeRateAnswer answer)
    {
        if (answer is not { Date: { } date, Rates: { } rates } || answer.Base != request.Base
            || !rates.TryGetValue(request.Quote, out var rate) || rate is <= 0 or > 1_000_000_000)
            return null;
        return new(request.Base, request.Quote, request.Amount, rate, Math.Round(request.Amount * rate, 6), date);
    }
}
