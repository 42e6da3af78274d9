using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace JobScheduler.Http.Serving;

/// <summary>One file of the page, with its compressed copies: each is made once, when the first client wants it.</summary>
internal sealed class PageFile
{
    private static readonly FileExtensionContentTypeProvider Types = new();
    private readonly PageCopy _plain;
    private readonly Lazy<PageCopy>? _brotli;
    private readonly Lazy<PageCopy>? _gzip;

    /// <param name="path">Below the page's root, with '/'.</param>
    /// <param name="content">Its bytes.</param>
    public PageFile(string path, byte[] content)
    {
        Path = path;
        ContentType = Types.TryGetContentType(path, out var type) ? WithCharset(type) : "application/octet-stream";
        _plain = new(null, content);
        if (!IsText(ContentType))
            return;
        _brotli = new(() => PageCopy.Brotli(content));
        _gzip = new(() => PageCopy.Gzip(content));
    }

    public string Path { get; }

    public string ContentType { get; }

    public byte[] Content => _plain.Bytes;

    /// <summary>Its name holds a hash of its content, so that it never changes.</summary>
    public bool IsImmutable => Path.StartsWith(PageFiles.Assets, StringComparison.Ordinal);

    /// <summary>It has copies of which the client chooses one.</summary>
    public bool Varies => _brotli is not null;

    /// <summary>The smallest copy that a client takes.</summary>
    public PageCopy CopyFor(HttpRequest request)
    {
        var accepted = new AcceptedEncodings(request);
        var packed = accepted.Has("br") ? _brotli : accepted.Has("gzip") ? _gzip : null;
        return packed is { Value: var copy } && copy.Bytes.Length < _plain.Bytes.Length ? copy : _plain;
    }

    private static string WithCharset(string type) => type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "image/svg+xml" or "application/json" or "application/manifest+json";
}
