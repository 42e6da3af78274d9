using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a retry policy. A value that its kind does not use is refused rather than ignored.</summary>
internal static class RetryReader
{
    public static RetryPolicy? Read(Field retry, RequestErrors errors)
    {
        if (retry.Members() is not { } members)
            return null;
        var fields = members.ToList();
        var named = fields.FindLastIndex(field => field.Name == "kind" && !field.IsNull);
        var kind = named < 0 ? RetryKind.Exponential : fields[named].OneOf(WireNames.RetryKinds);
        var read = new RetryPolicy { Delays = [] };
        double? jitter = null;
        foreach (var field in fields)
        {
            switch (field.Name)
            {
                case "kind": continue;
                case "initial_ms":
                    read = read with { Initial = field.Milliseconds() ?? read.Initial };
                    break;
                case "factor":
                    read = read with { Factor = field.Number() ?? read.Factor };
                    break;
                case "max_ms":
                    read = read with { Max = field.Milliseconds() ?? read.Max };
                    break;
                case "jitter":
                    jitter = field.Number();
                    break;
                case "delays_ms":
                    read = read with { Delays = field.AllMilliseconds() };
                    break;
                default:
                    field.Unknown();
                    continue;
            }

            if (kind is { } known && !field.IsNull && !Uses(known, field.Name))
                errors.Invalid(field.Path, $"does not apply to the kind {WireNames.Of(known)}");
        }

        return kind switch
        {
            RetryKind.Fixed => RetryPolicy.Fixed(read.Initial) with { Jitter = jitter ?? 0 },
            RetryKind.Explicit => RetryPolicy.Explicit([.. read.Delays]),
            RetryKind.None => RetryPolicy.None,
            _ => read with { Jitter = jitter ?? read.Jitter },
        };
    }

    private static bool Uses(RetryKind kind, string field) => kind switch
    {
        RetryKind.Exponential => field is "initial_ms" or "factor" or "max_ms" or "jitter",
        RetryKind.Fixed => field is "initial_ms" or "jitter",
        RetryKind.Explicit => field is "delays_ms",
        _ => false,
    };
}
