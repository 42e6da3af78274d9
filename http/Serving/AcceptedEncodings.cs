using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JobScheduler.Http.Serving;

/// <summary>The content encodings a client names as acceptable; <c>*</c> is not taken as a wish for any. RFC 9110, section 12.5.3.</summary>
internal readonly struct AcceptedEncodings(HttpRequest request)
{
    private readonly IList<StringWithQualityHeaderValue> _values = request.GetTypedHeaders().AcceptEncoding;

    public bool Has(string encoding)
    {
        foreach (var value in _values)
        {
            if (value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is null or > 0)
                return true;
        }

        return false;
    }
}
