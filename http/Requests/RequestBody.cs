using System.Buffers;
using JobScheduler.Http.Limits;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JobScheduler.Http.Requests;

/// <summary>The bytes of a request's body, in a rented buffer.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstRent = 4096;

    // Whatever the options say: one array must hold it.
    private const long MaxBuffered = 1 << 30;

    private readonly ByteBudget _budget;
    private byte[] _buffer = [];
    private int _length;

    private RequestBody(ByteBudget budget)
    {
        _budget = budget;
        Grow(FirstRent);
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads a body that must be there and must be JSON.</summary>
    /// <param name="call">The request.</param>
    /// <param name="limit">Largest size in bytes.</param>
    public static async Task<RequestBody> ReadAsync(ApiCall call, long limit)
    {
        // The type is checked first: what is not JSON need not be read. Without a type an empty body is a missing one (400).
        if (call.Context.Request.ContentType is not null || MayHaveBody(call.Context))
            RequireJson(call.Context.Request);
        return await ReadBytesAsync(call, limit);
    }

    /// <summary>Reads a body that may be missing; null if it is.</summary>
    /// <param name="call">The request.</param>
    /// <param name="limit">Largest size in bytes.</param>
    public static async Task<RequestBody?> ReadOptionalAsync(ApiCall call, long limit)
    {
        if (!MayHaveBody(call.Context))
            return null;
        var body = await ReadBytesAsync(call, limit);
        if (body._length > 0)
        {
            RequireJson(call.Context.Request);
            return body;
        }

        body.Dispose();
        return null;
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        _budget.Return(buffer.Length);
    }

    private static bool MayHaveBody(HttpContext context) =>
        context.Request.ContentLength != 0 && (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true);

    private static void RequireJson(HttpRequest request)
    {
        var encodings = request.Headers.ContentEncoding;
        var encoded = encodings.Count > 0 && !string.Equals(encodings.ToString(), "identity", StringComparison.OrdinalIgnoreCase);
        if (encoded || !IsJson(request.ContentType))
        {
            var sent = encoded ? $"the encoding {encodings}" : request.ContentType is { } type ? type : "no Content-Type";
            throw new ProblemException(new(ProblemKind.UnsupportedMediaType, $"Send application/json in UTF-8, not {sent}."));
        }
    }

    private static bool IsJson(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !Is(type.Type, "application"))
            return false;
        return (Is(type.SubType, "json") || Is(type.Suffix, "json"))
            && (type.Charset.Length == 0 || Is(HeaderUtilities.RemoveQuotes(type.Charset), "utf-8"));
    }

    private static bool Is(StringSegment text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static async Task<RequestBody> ReadBytesAsync(ApiCall call, long limit)
    {
        // The limit is ours: the server's own would cut the connection while the client still sends.
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;

        // A length that is told is believed only to refuse: held is what has arrived, so that nobody reserves by announcing.
        var announced = call.Context.Request.ContentLength ?? 0;
        if (announced <= limit && !call.Gateway.RequestLimits.Bodies.HasRoom(announced))
            throw NoRoom();
        var body = new RequestBody(call.Gateway.RequestLimits.Bodies);
        try
        {
            await body.FillAsync(call.Context.Request.Body, Math.Min(limit, MaxBuffered), call);
            return body;
        }
        catch (BadHttpRequestException exception)
        {
            body.Dispose();
            if (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
                throw new JobTooLargeException(exception.Message);
            throw new MalformedRequestException(
                new Dictionary<string, string[]> { [RequestErrors.Body] = ["could not be read"] }, exception.Message);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private async Task FillAsync(Stream stream, long limit, ApiCall call)
    {
        int read;
        var tooLarge = call.Context.Request.ContentLength > limit;
        while (!tooLarge && (read = await stream.ReadAsync(_buffer.AsMemory(_length), call.Aborted)) > 0)
        {
            _length += read;
            tooLarge = _length > limit;
            if (_length == _buffer.Length && !tooLarge)
                Grow((int)Math.Min(Array.MaxLength, _buffer.Length * 2L));
        }

        if (tooLarge)
        {
            await DropAsync(stream, call.Gateway.Options.MaxDiscardBytes - (long)_length, call.Aborted);
            throw new JobTooLargeException($"The body is over the limit of {limit} bytes.");
        }
    }

    private async Task DropAsync(Stream stream, long atMost, CancellationToken aborted)
    {
        int read;
        while (atMost > 0 && (read = await stream.ReadAsync(_buffer, aborted)) > 0)
            atMost -= read;
    }

    /// <exception cref="SchedulerOverloadedException">The node holds as much of bodies as it may.</exception>
    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        if (!_budget.TryTake(larger.Length - _buffer.Length, own: _buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw NoRoom();
        }

        var smaller = _buffer;
        smaller.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        if (smaller.Length > 0)
            ArrayPool<byte>.Shared.Return(smaller);
    }

    // What the client still sends is dropped by the server for a few seconds, so that it can read the answer.
    private static SchedulerOverloadedException NoRoom() =>
        new("The bodies of other requests fill the memory they may.", RequestLimits.RetryAfter);
}
