using System.Collections.Concurrent;
using Siren2.Decimation;
using Siren2.Encoding;
using Siren2.Optimization;

namespace Siren2.Core.Tests.Segments;

/// <summary>Fits of a few steps, with several segments, that are quick to make.</summary>
internal static class SmallFits
{
    public const int ClipRate = 8000;
    public const int Rate = 16_000;

    private static readonly ConcurrentDictionary<string, Lazy<FittedClip>> Fits = new();

    /// <summary>A guided fit over three segments.</summary>
    public static GuidedOptions Plan { get; } = new()
    {
        SegmentLength = 4096,
        Decoder = new() { Width = 24, Depth = 2, UseBaseline = true },
        Fit = new() { StepCount = 12, Schedule = LearningRateSchedule.Cosine(3e-3) },
    };

    public static SeaNetEncoderOptions Encoder { get; } =
        new() { FilterCount = 4, Dimension = 3, Ratios = [4, 4], LstmLayerCount = 1 };

    /// <summary>A fit of one of the kinds that differ in what they keep; it is made once.</summary>
    public static FittedClip Get(string kind) => Fits.GetOrAdd(kind, name => new Lazy<FittedClip>(() => Fit(name))).Value;

    public static FittedClip Fit(string kind) => kind switch
    {
        "blind" => new Upsampler(Options(Plan with { Decoder = new() { Width = 24, Depth = 2 } }, refinement: 3)).Fit(Clip(2), Rate),
        "guided" => new Upsampler(Options(Plan)).Fit(Clip(1), Reference(1)),
        "guided, projected" => new Upsampler(Options(Plan)).Fit(Decimated(Reference(1)), Reference(1)),
        "guided, stereo" => new Upsampler(Options(Plan)).Fit(Clip(2), Reference(2)),
        "guided, encoder" => new Upsampler(Options(Plan with { Encoder = Encoder })).Fit(Clip(1), Reference(1)),
        "blind, encoder" => new Upsampler(Options(Plan with { Encoder = Encoder })).Fit(Clip(1), Rate),
        "guided, another clip" => new Upsampler(Options(Plan)).Fit(Clip(2), Reference(2, detune: 1.7)),
        "one silent channel" => new Upsampler(Options(Plan)).Fit(Silenced(Clip(2)), Rate),
        "copied" => new Upsampler(UpsamplerOptions.Balanced).Fit(Clip(2), Rate),
        "too short" => new Upsampler(Options(Plan)).Fit(new AudioClip(ClipRate, [1, -1, 0.5f]), Rate),
        "empty" => new Upsampler(Options(Plan)).Fit(new AudioClip(ClipRate, [[], []]), Rate),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static TheoryData<string> Kinds =>
    [
        "blind", "guided", "guided, projected", "guided, stereo", "guided, encoder", "blind, encoder", "copied", "guided, another clip", "one silent channel",
        "too short", "empty",
    ];

    /// <summary>The same networks for either kind of fit.</summary>
    public static UpsamplerOptions Options(GuidedOptions plan, int refinement = 0) => new()
    {
        Seed = 5,
        Guided = plan,
        Blind = new()
        {
            SegmentLength = plan.SegmentLength,
            Decoder = plan.Decoder,
            Encoder = plan.Encoder,
            EncoderWeights = plan.EncoderWeights,
            EncoderWeightsPrefix = plan.EncoderWeightsPrefix,
            EncoderLearningRateScale = plan.EncoderLearningRateScale,
            Fit = plan.Fit,
            RefinementIterations = refinement,
            Texture = null,
        },
    };

    /// <summary>Partials below 4 kHz whose level sways.</summary>
    public static AudioClip Clip(int channels) => Tones(ClipRate, channels, 1, 10);

    /// <summary>The clip with the partials that it lacks.</summary>
    public static AudioClip Reference(int channels, double detune = 1) => Tones(Rate, channels, detune, 22);

    private static AudioClip Tones(int rate, int channels, double detune, int partials)
    {
        const double Seconds = 0.55;
        var samples = new float[channels][];
        for (int c = 0; c < channels; c++)
        {
            samples[c] = new float[(int)(Seconds * rate)];
            for (int i = 0; i < samples[c].Length; i++)
            {
                double t = (double)i / rate;
                double sum = 0;
                for (int k = 1; k <= partials; k++)
                {
                    sum += Math.Sin((2 * Math.PI * (331 + (20 * c)) * detune * k * t) + (k * k)) / k;
                }

                samples[c][i] = (float)(0.2 * sum * (1 + (0.5 * Math.Sin(20 * t))));
            }
        }

        return new AudioClip(rate, samples);
    }

    /// <summary>What an ideal decimator makes of a mono clip, so that nothing but the missing band is left to be fitted.</summary>
    private static AudioClip Decimated(AudioClip reference)
    {
        float[] input = new float[reference.Length / 2];
        new MissingBandProjector(ClipRate, Rate, input.Length).Decimate(reference.Channel(0), input);
        return new AudioClip(ClipRate, input);
    }

    private static AudioClip Silenced(AudioClip clip) => new(clip.SampleRate, clip.Channel(0).ToArray(), new float[clip.Length]);
}
