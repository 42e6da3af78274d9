using System.ComponentModel.DataAnnotations;

namespace JobScheduler.Samples.Providers.Jobs;

/// <summary>The units of a temperature.</summary>
internal enum Units
{
    /// <summary>Degrees Celsius.</summary>
    Metric,

    /// <summary>Degrees Fahrenheit.</summary>
    Imperial,
}

/// <summary>The payload of <c>weather</c>.</summary>
internal sealed record WeatherRequest(
    [Required, StringLength(100, MinimumLength = 1, ErrorMessage = "must have 1 to 100 characters")] string City,
    [Required, RegularExpression("[A-Z]{2}", ErrorMessage = "must be two letters A to Z, as DE")] string CountryCode,
    Units Units = Units.Metric);

/// <summary>The provider's answer: wind in metres per second, or miles per hour where units are imperial.</summary>
internal sealed record WeatherAnswer(MainPart? Main, ConditionPart[]? Weather, WindPart? Wind);

internal sealed record MainPart(double? Temp, double? Humidity);

internal sealed record ConditionPart(string? Description);

internal sealed record WindPart(double? Speed);

/// <summary>The result of <c>weather</c>: the temperature in the units asked for, everything else always the same.</summary>
internal sealed record Weather(string City, string CountryCode, Units Units, double Temperature, string Condition, double HumidityPct, double WindKph);

internal sealed class WeatherProvider : IProvider<WeatherRequest, WeatherAnswer, Weather>
{
    public string NotFoundCode => "city_not_found";

    public string PathOf(WeatherRequest request) =>
        $"data/2.5/weather?q={Uri.EscapeDataString($"{request.City},{request.CountryCode}")}&units={request.Units.ToString().ToLowerInvariant()}";

    public Weather? Normalize(WeatherRequest request, WeatherAnswer answer)
    {
        if (answer is not { Main: { Temp: { } temperature, Humidity: { } humidity }, Weather: [{ Description: { Length: > 0 } condition }, ..], Wind.Speed: { } wind })
            return null;
        var kph = wind * (request.Units == Units.Metric ? 3.6 : 1.609344);
        return new(request.City, request.CountryCode, request.Units, temperature, condition, humidity, Math.Round(kph, 1));
    }
}
