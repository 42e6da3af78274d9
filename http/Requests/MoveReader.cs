using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Reads the change of a waiting job.</summary>
internal static class MoveReader
{
    public static JobMove Read(JsonElement root, RequestErrors errors)
    {
        var move = new JobMove();
        foreach (var field in Field.Of(root, "", errors))
        {
            switch (field.Name)
            {
                case "run_at":
                    move = move with { RunAt = field.Time() };
                    break;
                case "delay_ms":
                    move = move with { Delay = field.Milliseconds() };
                    break;
                case "priority":
                    move = move with { Priority = field.Int() };
                    break;
                default:
                    field.Unknown();
                    break;
            }
        }

        return move;
    }
}
