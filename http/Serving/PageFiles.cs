using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Serving;

/// <summary>The built page. It lies in the folder <c>Page</c> and in this assembly; <c>dashboard/</c> is what it is built from.</summary>
internal sealed class PageFiles
{
    /// <summary>Where files lie whose names hold a hash of their content.</summary>
    public const string Assets = "assets/";

    private const string Index = "index.html";
    private const string Resources = "Page/";
    private const string Base = "<base href=\"./\">";
    private static readonly Lazy<PageFiles> OfTheAssembly = new(Load);

    private readonly Dictionary<string, PageFile> _files;
    private readonly byte[] _before;
    private readonly byte[] _after;

    /// <param name="files">All files; one is index.html and has a <c>&lt;base href="./"&gt;</c> for us to fill in.</param>
    public PageFiles(IEnumerable<PageFile> files)
    {
        _files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        if (!_files.Remove(Index, out var index) || Encoding.UTF8.GetString(index.Content).Split(Base) is not [var before, var after])
            throw new InvalidOperationException($"The page has no {Index} with one {Base}.");
        (_before, _after) = (Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after));
    }

    /// <summary>Those in this assembly.</summary>
    public static PageFiles Embedded => OfTheAssembly.Value;

    /// <summary>All but index.html.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>
    /// The page for a browser that asked for any of its addresses. What it loads and asks is relative to the place it is served at, which
    /// only the request tells: a prefix, a path base, a proxy's prefix.
    /// </summary>
    /// <param name="root">That place, ending in '/'.</param>
    public byte[] IndexBelow(PathString root) =>
        [.. _before, .. Encoding.UTF8.GetBytes($"<base href=\"{HtmlEncoder.Default.Encode(root.ToUriComponent())}\">"), .. _after];

    private static PageFiles Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        return new(assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new PageFile(name[Resources.Length..], content);
        }));
    }
}
