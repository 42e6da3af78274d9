namespace JobScheduler.Tests.Architecture;

/// <summary>The checkout these tests were built from.</summary>
internal static class SourceTree
{
    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The folder of JobScheduler.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All C# files below a folder of the checkout, build output left out; relative paths with '/'.</summary>
    public static IEnumerable<string> CSharpFiles(string folder = "") => Files(folder, "*.cs");

    /// <summary>All files below a folder of the checkout that match, build output and packages left out; relative paths with '/'.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        return Directory.Exists(start) ? Walk(start) : [];

        IEnumerable<string> Walk(string directory) =>
            Directory.EnumerateFiles(directory, pattern).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
                .Concat(Directory.EnumerateDirectories(directory)
                    .Where(d => Path.GetFileName(d) is not ("bin" or "obj" or ".git" or "node_modules" or "TestResults" or "artifacts"))
                    .SelectMany(Walk));
    }

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    /// <summary>A project's program, built in the same configuration and for the same engine as these tests.</summary>
    /// <param name="projectFolder">For example <c>samples/Console</c>.</param>
    /// <param name="assembly">Its assembly's name.</param>
    public static string Program(string projectFolder, string assembly)
    {
        // .../bin/{engine}/{configuration}/{framework}
        var path = Path.Combine(Root, projectFolder, "bin", Output.Parent!.Parent!.Name, Output.Parent.Name, Output.Name, assembly + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} has not been built.");
    }

    private static string FindRoot()
    {
        for (var folder = Output; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JobScheduler.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"{Output} does not lie in a checkout.");
    }
}
