using Siren2.Core.Tests.Upsampling;

namespace Siren2.Core.Tests.Streaming;

/// <summary>A job of several parts that stopped goes on from its checkpoint.</summary>
public sealed class StreamResumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("siren2-stream-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_job_that_stops_after_every_part_hands_over_the_same_bits_as_one_that_does_not(FitMode mode)
    {
        (AudioClip clip, AudioClip original) = Clips.Pair(40_000);
        AudioClip? reference = mode == FitMode.Guided ? original : null;
        (AudioClip expected, StreamReport report) = Streamed.Fit(Quick.Options, clip, 16_000, reference);
        UpsamplerOptions options = Quick.Options with { CheckpointFile = Path.Combine(_folder, "job.checkpoint") };

        (AudioClip Audio, StreamReport Report)? result = null;
        int stops = 0;
        for (int parts = 1; result is null; parts++)
        {
            int written = 0;
            try
            {
                result = Streamed.Fit(options, clip, 16_000, reference, write: _ => ThrowIf(++written == parts + 1));
            }
            catch (TimeZoneNotFoundException)
            {
                stops++;
            }
        }

        Assert.Equal(report.PartCount - 1, stops);
        Measure.AssertSameBits(expected, result.Value.Audio);
        Assert.Equal(report with { Elapsed = default }, result.Value.Report with { Elapsed = default });
    }

    private static void ThrowIf(bool isTime)
    {
        if (isTime)
        {
            throw new TimeZoneNotFoundException("stopped");
        }
    }
}
