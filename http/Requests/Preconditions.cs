using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JobScheduler.Http.Requests;

/// <summary>
/// The headers <c>If-Match</c> and <c>If-None-Match</c> of a write. A schedule's entity tag is its version in quotes, and strong. As
/// RFC 9110 says, If-Match compares strongly (a weak tag matches nothing), If-None-Match weakly, and <c>*</c> stands for whatever exists.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9110#section-13.1</remarks>
internal sealed class Preconditions
{
    // Somebody who changes a schedule between two reads of ours, again and again, has won.
    private const int MaxTries = 5;
    private readonly IList<EntityTagHeaderValue>? _match;
    private readonly IList<EntityTagHeaderValue>? _noneMatch;

    private Preconditions(IList<EntityTagHeaderValue>? match, IList<EntityTagHeaderValue>? noneMatch) => (_match, _noneMatch) = (match, noneMatch);

    /// <summary>Reads the headers; one that cannot be read is refused (400).</summary>
    public static Preconditions Read(HttpRequest request)
    {
        var errors = new RequestErrors();
        var read = new Preconditions(Tags("If-Match", errors), Tags("If-None-Match", errors));
        errors.ThrowIfAny();
        return read;

        IList<EntityTagHeaderValue>? Tags(string name, RequestErrors errors)
        {
            var header = request.Headers[name];
            if (header.Count == 0)
                return null;
            if (EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags) && tags.Count > 0)
                return tags;
            errors.Malformed(name, "must be entity tags in quotes, as in \"3\", or *");
            return null;
        }
    }

    /// <summary>The tag of a version.</summary>
    public static string TagOf(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Writes under the headers' conditions.</summary>
    /// <param name="read">Reads what exists.</param>
    /// <param name="write">Writes under a condition that the scheduler checks as it writes.</param>
    /// <param name="mustExist">What does not exist cannot be written: without a condition on that.</param>
    /// <exception cref="PreconditionFailedException">A condition does not hold.</exception>
    public async Task<T> ApplyAsync<T>(Func<Task<ScheduleSnapshot?>> read, Func<SchedulePrecondition?, Task<T>> write, bool mustExist)
    {
        if (_match is null && _noneMatch is null)
            return await write(null);
        if (_match is null && _noneMatch is [var none] && IsAny(none) && !mustExist)
            return await write(SchedulePrecondition.Absent);
        if (_noneMatch is null && _match is [var one] && VersionOf(one) is { } version)
            return await write(SchedulePrecondition.HasVersion(version));
        for (var tries = 1; ; tries++)
        {
            // Everything else is judged by what exists, and written only if that is still so.
            var present = await read();
            if (present is null && mustExist)
                return await write(null);
            if (!Holds(present))
                throw new PreconditionFailedException(present is null ? "There is no such schedule." : $"The schedule has version {present.Version}.");
            try
            {
                return await write(present is null ? SchedulePrecondition.Absent : SchedulePrecondition.HasVersion(present.Version));
            }
            catch (PreconditionFailedException) when (tries < MaxTries)
            {
                // changed in between
            }
        }
    }

    private bool Holds(ScheduleSnapshot? present)
    {
        var tag = present is null ? null : new EntityTagHeaderValue(TagOf(present.Version));
        return (_match is null || (tag is not null && _match.Any(given => IsAny(given) || given.Compare(tag, useStrongComparison: true))))
            && (_noneMatch is null || tag is null || !_noneMatch.Any(given => IsAny(given) || given.Compare(tag, useStrongComparison: false)));
    }

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Tag == "*";

    private static long? VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && TagOf(version) == tag.Tag ? version : null;
}
