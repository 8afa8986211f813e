using Siren2.Baseline;
using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Options;

namespace Siren2.Checkpoints;

/// <summary>What the bits of a job depend on: the samples that go in, and everything that is done with them.</summary>
internal static class JobFingerprint
{
    /// <summary>The fingerprint of a job.</summary>
    /// <param name="baseline">The clip, its band and the target rate.</param>
    /// <param name="reference">What a guided fit knows; null in a blind one.</param>
    /// <param name="mode">The kind of fit.</param>
    /// <param name="options">All options.</param>
    /// <param name="stop">Ends it within one block of samples.</param>
    public static CheckpointJob Of(ClipBaseline baseline, AudioClip? reference, FitMode mode, UpsamplerOptions options, CancellationToken stop = default)
    {
        using var samples = new Digest();
        AddClip(samples, baseline.Clip, stop);
        if (reference is not null)
        {
            AddClip(samples, reference, stop);
        }

        return Of(samples.Finish(), "clip", mode, baseline.OutputRate, baseline.Band, options);
    }

    /// <summary>The fingerprint of a job whose samples were hashed already.</summary>
    /// <param name="samples">SHA-256 of clip and reference.</param>
    /// <param name="kind">What kind of job it is, beside its mode.</param>
    /// <param name="mode">The kind of fit.</param>
    /// <param name="outputRate">The target rate in hertz.</param>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="options">All options.</param>
    public static CheckpointJob Of(byte[] samples, string kind, FitMode mode, int outputRate, InputBand band, UpsamplerOptions options)
    {
        using var settings = new Digest();
        settings.Add(kind);
        settings.Add(mode.ToString());
        settings.Add(outputRate, band.Bandwidth, band.Filter.Center, band.Filter.Width, band.Filter.MaximumGain, (double)SimdWidths.Best);
        settings.Add(OptionsJson.Of(options, mode));
        return new CheckpointJob(samples, settings.Finish());
    }

    private static void AddClip(Digest digest, AudioClip clip, CancellationToken stop)
    {
        digest.Add(clip.SampleRate, clip.ChannelCount);
        for (int c = 0; c < clip.ChannelCount; c++)
        {
            digest.Add(clip.Channel(c), stop);
        }
    }
}
