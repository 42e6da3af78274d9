namespace JobScheduler.Cli.Output;

/// <summary>Says things beside the data: on standard error.</summary>
internal sealed class Messages(Terminal terminal, LiveLine live)
{
    private readonly Paper _paper = new(terminal.Error, terminal.HasErrorColors);

    public void Say(string text, Tone tone = Tone.Plain) => Say(new Line().Add(text, tone));

    public void Say(Line line)
    {
        live.Erase();
        _paper.Write(line);
    }

    /// <summary>Asks for a yes. Without a person to ask it is a no.</summary>
    /// <returns>True: yes.</returns>
    public bool Confirm(string question)
    {
        if (!terminal.IsInputTerminal || !terminal.IsErrorTerminal)
            return false;
        terminal.Error.Write(question + " [y/N] ");
        return terminal.Input.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    /// <summary>Shows a bar while something goes on; where nobody looks, nothing.</summary>
    /// <param name="what">What goes on.</param>
    /// <param name="work">Does it, and says how far it is.</param>
    public async Task<T> ProgressAsync<T>(string what, Func<IProgress<Step>, Task<T>> work)
    {
        try
        {
            live.Show(new Step(what));
            return await work(live);
        }
        finally
        {
            live.Erase();
        }
    }
}
