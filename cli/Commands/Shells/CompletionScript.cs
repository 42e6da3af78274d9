namespace JobScheduler.Cli.Commands.Shells;

/// <summary>Scripts that have a shell ask jobctl what may follow.</summary>
internal static class CompletionScript
{
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    // "default" lets files be completed where jobctl has nothing to offer: behind --file.
    private const string Bash = $$"""
        # jobctl: completion for bash. In ~/.bashrc: source <(jobctl completion bash)
        _jobctl() {
            local word=${COMP_WORDS[COMP_CWORD]} line
            COMPREPLY=()
            while IFS= read -r line; do
                [[ $line == "$word"* ]] && COMPREPLY+=("$line")
            done < <("${COMP_WORDS[0]}" {{ShellCommands.Complete}} "$COMP_POINT" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _jobctl jobctl

        """;

    private const string Zsh = $$"""
        #compdef jobctl
        # jobctl: completion for zsh. In ~/.zshrc, behind compinit: source <(jobctl completion zsh)
        _jobctl() {
            local line="$words[1,CURRENT]"
            local -a found
            found=("${(@f)$("$words[1]" {{ShellCommands.Complete}} "${#line}" "$line" 2>/dev/null)}")
            if [[ -n "$found" ]]; then
                compadd -- $found
            else
                _files
            fi
        }
        compdef _jobctl jobctl

        """;

    private const string Fish = $$"""
        # jobctl: completion for fish. In ~/.config/fish/completions/jobctl.fish: jobctl completion fish | source
        function __jobctl_complete
            set -l line (commandline -cp)
            jobctl {{ShellCommands.Complete}} (string length -- "$line") "$line" 2>/dev/null
        end
        complete -c jobctl -f -n 'test (count (__jobctl_complete)) -gt 0' -a '(__jobctl_complete)'

        """;

    private const string PowerShell = $$"""
        # jobctl: completion for PowerShell. In $PROFILE: jobctl completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName jobctl -ScriptBlock {
            param($word, $tree, $position)
            $line = $tree.ToString().PadRight($position)
            jobctl {{ShellCommands.Complete}} $position $line 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
