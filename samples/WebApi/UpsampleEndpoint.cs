using System.Globalization;
using Microsoft.Extensions.Options;
using Siren2;
using Siren2.Extensions.DependencyInjection;
using Siren2.Formats;

namespace WebApi;

/// <summary>
/// Takes a clip and gives it back at another rate. Both go through files, not through memory; the fit waits for its turn in the queue, and ends within one
/// step when the client goes away.
/// </summary>
internal sealed class UpsampleEndpoint(
    IFitQueue queue, IOptions<Siren2Options> options, IOptions<FitQueueOptions> queueOptions, IOptions<Limits> limits, ILogger<Upsampler> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        try
        {
            UpsampleRequest request = UpsampleRequest.Of(context.Request);
            using var folder = new WorkFolder();
            if (queue.WaitingCount < queueOptions.Value.Capacity && await FitAsync(context.Request.Body, request, folder, aborted) is UpsampleReport report)
            {
                await AnswerAsync(context.Response, folder, report, aborted);
                return;
            }

            context.Response.Headers.RetryAfter = "10";
            await ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "All places are taken; come again later.");
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (OperationCanceledException)
        {
            await ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, "The service stops.");
        }
        catch (BadHttpRequestException e)
        {
            await ProblemAsync(context, e.StatusCode, e.Message);
        }
        catch (TooLongException e)
        {
            await ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, MessageOf(e));
        }
    }

    /// <summary>Writes the result into the folder; null where the queue has no place.</summary>
    private async Task<UpsampleReport?> FitAsync(Stream body, UpsampleRequest request, WorkFolder folder, CancellationToken aborted)
    {
        await using (FileStream input = File.Create(folder.Input, 1 << 16, FileOptions.Asynchronous))
        {
            await body.CopyToAsync(input, aborted);
        }

        QueuedFit<UpsampleReport>? fit = queue.TryEnqueue(stop => Fit(request, folder, stop), aborted);
        return fit is null ? null : await fit.Result;
    }

    private UpsampleReport Fit(UpsampleRequest request, WorkFolder folder, CancellationToken stop)
    {
        // Strangers' bytes go to managed decoders alone: WAV, MP3, Ogg Vorbis.
        using AudioFileSource source = AudioFileSource.Open(folder.Input, ffmpeg: null, stop);
        limits.Value.Check(source, request.Rate);
        UpsamplerOptions own = options.Value.ToUpsamplerOptions();
        var upsampler = new Upsampler(own with { Detail = request.Detail ?? own.Detail }, logger);
        return upsampler.FitAndWrite(source, request.Rate, folder.Output, WaveEncoding.Pcm24, progress: null, stop);
    }

    private static async Task AnswerAsync(HttpResponse response, WorkFolder folder, UpsampleReport report, CancellationToken aborted)
    {
        await using FileStream output = new(folder.Output, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        response.ContentType = "audio/wav";
        response.ContentLength = output.Length;
        response.Headers["Siren2-Mode"] = report.Mode == FitMode.Blind ? "blind" : "guided";
        response.Headers["Siren2-Expected-Cost"] = report.EstimatedPsnrCost?.ToString("F3", CultureInfo.InvariantCulture);
        await output.CopyToAsync(response.Body, aborted);
    }

    /// <summary>The message without the name of the library's parameter, which is nothing to a client over HTTP.</summary>
    private static string MessageOf(Exception exception) => exception is ArgumentException { ParamName: string name }
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message;

    private static Task ProblemAsync(HttpContext context, int status, string detail) =>
        context.Response.HasStarted ? Task.CompletedTask : TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
}
