using System.Globalization;
using JobScheduler.Hosting.AttemptLogs;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>What an <c>http</c> job leaves in its attempt's log: what is sent, and what came of it and when.</summary>
internal sealed class HttpExchangeLog(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>The request, as the payload has it: without what its placeholders stand for.</summary>
    public void Begins(HttpPayload payload) => AttemptLogCapture.Write(LogLineLevel.Information, $"{HttpRequests.MethodOf(payload)} {payload.Url}", null, clock);

    /// <summary>An answer has come.</summary>
    /// <param name="status">Its status line, without secrets.</param>
    /// <param name="isExpected">It completes the job.</param>
    public void Answered(string status, bool isExpected) => Write(isExpected ? LogLineLevel.Information : LogLineLevel.Warning, status);

    /// <summary>None has.</summary>
    /// <param name="why">Without secrets.</param>
    public void Broken(string why) => Write(LogLineLevel.Warning, why);

    private void Write(LogLineLevel level, string what) => AttemptLogCapture.Write(
        level, string.Create(CultureInfo.InvariantCulture, $"{what} (after {clock.GetElapsedTime(_began).TotalMilliseconds:0} ms)"), null, clock);
}
