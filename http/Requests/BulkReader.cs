using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a bulk request over dead letters.</summary>
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

    private static JobFilter? ReadFilter(Field filter)
    {
        if (filter.Members() is not { } members)
            return null;
        var read = new JobFilter();
        foreach (var field in members)
        {
            switch (field.Name)
            {
                case "job_type":
                    read = read with { JobTypes = field.Texts() ?? [] };
                    break;
                case "error_code":
                    read = read with { ErrorCodes = field.Texts() ?? [] };
                    break;
                case "queue":
                    read = read with { Queues = field.Texts() ?? [] };
                    break;
                default:
                    field.Unknown();
                    break;
            }
        }

        return read;
    }
}
