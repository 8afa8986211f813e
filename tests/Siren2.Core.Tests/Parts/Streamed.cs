using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Parts;
using Siren2.Reports;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>Fits of clips that are cut into small parts.</summary>
internal static class Streamed
{
    /// <summary>Parts of one second at 16 kHz.</summary>
    public static PartSizes Sizes { get; } = new(1 << 14, 512);

    /// <summary>A fit of either kind, put together again.</summary>
    public static (AudioClip Audio, UpsampleReport Report) Fit(
        UpsamplerOptions options,
        IAudioSource clip,
        int rate,
        IAudioSource? reference = null,
        PartSizes? sizes = null,
        Action<AudioClip>? write = null,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var parts = new List<AudioClip>();
        UpsampleReport report = Run(
            options,
            clip,
            rate,
            reference,
            sizes ?? Sizes,
            samples =>
            {
                var part = AudioClip.FromOwned(rate, samples);
                parts.Add(part);
                write?.Invoke(part);
            },
            NullLogger.Instance,
            progress,
            cancellationToken);
        return (Whole(parts), report);
    }

    public static UpsampleReport Run(
        UpsamplerOptions options,
        IAudioSource clip,
        int rate,
        IAudioSource? reference,
        PartSizes sizes,
        Action<float[][]> write,
        ILogger logger,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        return new PartByPart(options, Plan(options, clip, rate, reference, sizes, logger, progress, cancellationToken), logger)
            .Run(Stopwatch.GetTimestamp(), write, progress, cancellationToken);
    }

    /// <summary>A clip cut into small parts.</summary>
    public static UpsamplePlan Plan(
        UpsamplerOptions options,
        IAudioSource clip,
        int rate,
        IAudioSource? reference = null,
        PartSizes? sizes = null,
        ILogger? logger = null,
        IProgress<FitProgress>? progress = null,
        CancellationToken cancellationToken = default) => new(
        options,
        sizes ?? Sizes,
        new CheckedSource(clip, nameof(clip)),
        reference is null ? null : new CheckedSource(reference, nameof(reference)),
        rate,
        logger ?? NullLogger.Instance,
        new FitMonitor(reference is null ? FitMode.Blind : FitMode.Guided, options.OnCancellation, progress, cancellationToken));

    /// <summary>One clip of many.</summary>
    public static AudioClip Whole(IReadOnlyList<AudioClip> parts) => new(
        parts[0].SampleRate,
        [.. Enumerable.Range(0, parts[0].ChannelCount).Select(c => parts.SelectMany(part => part.Channel(c).ToArray()).ToArray())]);

    /// <summary>A reference at 16 kHz, and the clip at half of it that the decimator makes of it.</summary>
    public static (AudioClip Clip, AudioClip Reference) Pair(AudioClip reference) => (Decimated(reference, 8000, reference.Length / 2), reference);

    /// <summary>How a clip whose band is whole is cut.</summary>
    public static PartPlan Plan(AudioClip clip, int rate, PartSizes? sizes = null) =>
        Plan(clip.SampleRate, rate, clip.Length, clip.ChannelCount, sizes);

    /// <inheritdoc cref="Plan(AudioClip, int, PartSizes?)"/>
    public static PartPlan Plan(int clipRate, int rate, int length, int channels = 1, PartSizes? sizes = null)
    {
        var ratio = new RateRatio(clipRate, rate);
        var band = new InputBand(0.5 * clipRate, AntiAliasingFilter.Ideal);
        return PartPlan.Create(ratio, length, channels, sizes ?? Sizes, ClipBaseline.ReachOf(band, ratio, rate));
    }

    /// <summary>What the decimator makes of a result.</summary>
    public static AudioClip Decimated(AudioClip audio, int rate, int length)
    {
        var projector = new MissingBandProjector(rate, audio.SampleRate, length);
        float[][] channels = new float[audio.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[length];
            projector.Decimate(audio.Channel(c), channels[c]);
        }

        return new AudioClip(rate, channels);
    }
}
