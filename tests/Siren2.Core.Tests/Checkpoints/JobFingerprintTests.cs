using Siren2.Baseline;
using Siren2.Checkpoints;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Files;

namespace Siren2.Core.Tests.Checkpoints;

/// <summary>Equal jobs have equal fingerprints; whatever changes a bit of the result changes one of the two hashes, and nothing else does.</summary>
public class JobFingerprintTests
{
    private static readonly AudioClip Clip = Clips.Noise(300, channels: 2);

    private static readonly AudioClip Reference = Clips.Noise(600, 16_000, channels: 2);

    public static TheoryData<string, bool, bool> Changes => new()
    {
        // What is changed, and whether samples or settings differ then.
        { "nothing", false, false },
        { "threads", false, false },
        { "guided options of a blind job", false, false },
        { "one sample by one step", true, false },
        { "zero to minus zero", true, false },
        { "channels change places", true, false },
        { "one channel as long as two", true, false },
        { "rate of the clip", true, false },
        { "a reference", true, false },
        { "mode", false, true },
        { "rate of the result", false, true },
        { "band edge", false, true },
        { "filter", false, true },
        { "gain of the filter", false, true },
        { "seed", false, true },
        { "blind options", false, true },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Samples_and_settings_are_told_apart(string change, bool samplesDiffer, bool settingsDiffer)
    {
        CheckpointJob job = Of("nothing");
        CheckpointJob other = Of(change);
        Assert.Equal(samplesDiffer, !job.Samples.SequenceEqual(other.Samples));
        Assert.Equal(settingsDiffer, !job.Settings.SequenceEqual(other.Settings));
        Assert.Equal(samplesDiffer || settingsDiffer, !job.Equals(other));
        Assert.Equal(samplesDiffer || settingsDiffer, job.Id != other.Id);
    }

    [Fact]
    public void The_samples_of_a_job_that_is_canceled_are_not_read_to_their_end()
    {
        var options = new UpsamplerOptions();
        var baseline = new ClipBaseline(Clip, 16_000, new(4_000, new AntiAliasingFilter(0.95, 0.01)), options.Interpolation);
        Assert.Throws<OperationCanceledException>(
            () => JobFingerprint.Of(baseline, Reference, FitMode.Guided, options, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_job_in_parts_is_none_of_a_whole_clip()
    {
        byte[] samples = new byte[32];
        var band = new InputBand(4000, AntiAliasingFilter.Ideal);
        CheckpointJob whole = JobFingerprint.Of(samples, "clip", FitMode.Blind, 16_000, band, Quick.Options);
        CheckpointJob parts = JobFingerprint.Of(samples, "parts of 3", FitMode.Blind, 16_000, band, Quick.Options);
        Assert.NotEqual(whole, parts);
        Assert.Equal(whole.GetHashCode(), JobFingerprint.Of(samples, "clip", FitMode.Blind, 16_000, band, Quick.Options).GetHashCode());
    }

    private static CheckpointJob Of(string change)
    {
        UpsamplerOptions options = change switch
        {
            "threads" => Quick.Options with { MaxDegreeOfParallelism = 7 },
            "guided options of a blind job" => Quick.Options with { Guided = new() },
            "seed" => Quick.Options with { Seed = 4 },
            "blind options" => Quick.Options with { Blind = Quick.Options.Blind with { RefinementIterations = 3 } },
            _ => Quick.Options,
        };
        var filter = new AntiAliasingFilter(0.95, 0.01);
        InputBand band = change switch
        {
            "band edge" => new(3999, filter),
            "filter" => new(4000, new AntiAliasingFilter(0.95, 0.0101)),
            "gain of the filter" => new(4000, filter with { MaximumGain = 9 }),
            _ => new(4000, filter),
        };
        AudioClip clip = ClipOf(change);
        var baseline = new ClipBaseline(clip, change == "rate of the result" ? 16_001 : 16_000, band, options.Interpolation);
        FitMode mode = change == "mode" ? FitMode.Guided : FitMode.Blind;
        return JobFingerprint.Of(baseline, change == "a reference" ? Reference : null, mode, options);
    }

    private static AudioClip ClipOf(string change)
    {
        float[] first = Clip.Channel(0).ToArray();
        float[] second = Clip.Channel(1).ToArray();
        first[7] = change == "zero to minus zero" ? -0f : 0;
        second[299] = change == "one sample by one step" ? MathF.BitIncrement(second[299]) : second[299];
        return change switch
        {
            "channels change places" => new(8000, second, first),
            "one channel as long as two" => new(8000, [[.. first, .. second]]),
            "rate of the clip" => new(8001, first, second),
            _ => new(8000, first, second),
        };
    }
}
