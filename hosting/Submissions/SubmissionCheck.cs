using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Submissions;

/// <summary>Resolves submissions for nodes that do not know their job type.</summary>
internal sealed class SubmissionCheck(SubmissionResolver submissions) : ISubmissionCheck
{
    /// <inheritdoc/>
    public ResolvedSubmission Resolve(JobSubmission submission, bool compared)
    {
        var errors = new FieldErrors();
        try
        {
            var spec = submissions.Resolve(submission, "", errors, compared);
            return new ResolvedSubmission { Spec = spec, Errors = errors.ToErrors() };
        }
        catch (JobTooLargeException e)
        {
            return new ResolvedSubmission { TooLarge = e.Message };
        }
    }
}
