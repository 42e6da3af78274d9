using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Why and by whom a queue or a schedule is paused.</summary>
internal sealed record PauseNote(string? Note, string? By)
{
    public static PauseNote None { get; } = new(null, null);
}

/// <summary>Reads the bodies of actions, all of which may be missing.</summary>
internal static class ActionReader
{
    public static PauseNote ReadPause(JsonElement root, RequestErrors errors)
    {
        var pause = PauseNote.None;
        foreach (var field in Field.Of(root, "", errors))
        {
            switch (field.Name)
            {
                case "note":
                    pause = pause with { Note = field.Text() };
                    break;
                case "by":
                    pause = pause with { By = field.Text() };
                    break;
                default:
                    field.Unknown();
                    break;
            }
        }

        return pause;
    }

    /// <summary>An action without arguments: only an empty object is one.</summary>
    public static object ReadNothing(JsonElement root, RequestErrors errors)
    {
        foreach (var field in Field.Of(root, "", errors))
            field.Unknown();
        return root;
    }
}
