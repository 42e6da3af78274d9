namespace JobScheduler;

/// <summary>One thing that is wrong with a submission.</summary>
/// <param name="Path">As it was sent.</param>
/// <param name="Message">What it must be, to be read after the path.</param>
/// <param name="IsMalformed">It does not have the shape it must have, see <see cref="MalformedRequestException"/>.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.SubmissionError")]
public sealed record SubmissionError(
    [property: Id(0)] string Path,
    [property: Id(1)] string Message,
    [property: Id(2)] bool IsMalformed);
