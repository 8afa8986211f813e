using System.Globalization;
using System.Net.Http.Headers;
using Siren2;

namespace WebApi;

/// <summary>What a client asks for: <c>POST /upsample?rate=HERTZ[&amp;detail=0..1]</c>.</summary>
/// <param name="Rate">Rate of the result in hertz.</param>
/// <param name="Detail">See <see cref="UpsamplerOptions.Detail"/>; null for the service's own.</param>
internal sealed record UpsampleRequest(int Rate, double? Detail)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="BadHttpRequestException">It asks for nothing that can be given; message and status say why.</exception>
    public static UpsampleRequest Of(HttpRequest request)
    {
        if (!IsAudio(request.ContentType))
        {
            throw new BadHttpRequestException(
                $"The content is '{request.ContentType}'; audio/* or application/octet-stream is read.", StatusCodes.Status415UnsupportedMediaType);
        }

        string rateText = request.Query["rate"].ToString();
        if (!int.TryParse(rateText, NumberStyles.None, CultureInfo.InvariantCulture, out int rate) || rate is < 1 or > AudioClip.MaximumSampleRate)
        {
            throw new BadHttpRequestException($"rate is '{rateText}'; it must be a number of hertz from 1 to {AudioClip.MaximumSampleRate}.");
        }

        string detailText = request.Query["detail"].ToString();
        double detail = 0;
        if (detailText.Length > 0
            && !(double.TryParse(detailText, NumberStyles.Float, CultureInfo.InvariantCulture, out detail) && detail is >= 0 and <= 1))
        {
            throw new BadHttpRequestException($"detail is '{detailText}'; it must be a number from 0 to 1.");
        }

        return new UpsampleRequest(rate, detailText.Length > 0 ? detail : null);
    }

    private static bool IsAudio(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type) && type.MediaType is string name
            && (name.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
                || name.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase));
}
