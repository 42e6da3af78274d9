using System.Text.Json;
using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a bulk request over jobs or dead letters.</summary>
internal static class BulkReader
{
    public static BulkRequest Read(JsonElement root, RequestErrors errors)
    {
        var request = new BulkRequest();
        foreach (var field in Field.Of(root, "", errors))
        {
            switch (field.Name)
            {
                case "ids":
                    request = request with { Ids = field.Texts() };
                    break;
                case "filter":
                    request = request with { Filter = ReadFilter(field) };
                    break;
                case "limit":
                    request = request with { Limit = field.Int() ?? request.Limit };
                    break;
                case "dry_run":
                    request = request with { DryRun = field.Bool() ?? false };
                    break;
                case "reason":
                    request = request with { Reason = field.Text() };
                    break;
                default:
                    field.Unknown();
                    break;
            }
        }

        return request;
    }

    // A list's parameters as arrays. All that a filter can say is read, so that both transports of the client can do the same.
    private static JobFilter? ReadFilter(Field filter)
    {
        if (filter.Members() is not { } members)
            return null;
        var read = new JobFilter();
        foreach (var field in members)
            read = With(read, field);
        return read;
    }

    private static JobFilter With(JobFilter filter, Field field)
    {
        switch (field.Name)
        {
            case "state": return filter with { States = field.AnyOf(WireNames.States) };
            case "job_type": return filter with { JobTypes = field.Texts() ?? [] };
            case "error_code": return filter with { ErrorCodes = field.Texts() ?? [] };
            case "fingerprint": return filter with { Fingerprints = field.Texts() ?? [] };
            case "queue": return filter with { Queues = field.Texts() ?? [] };
            case "tag": return filter with { Tags = field.Texts() ?? [] };
            case "schedule_id": return filter with { ScheduleIds = field.Texts() ?? [] };
            case "idempotency_key": return filter with { IdempotencyKeys = field.Texts() ?? [] };
            case "concurrency_key": return filter with { ConcurrencyKeys = field.Texts() ?? [] };
            case "from": return filter with { From = field.Time() };
            case "to": return filter with { To = field.Time() };
            default:
                field.Unknown();
                return filter;
        }
    }
}
