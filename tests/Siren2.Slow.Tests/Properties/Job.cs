using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;

namespace Siren2.Slow.Tests.Properties;

/// <summary>What the samples of a clip are.</summary>
internal enum Material
{
    Noise,
    Tones,
    Clicks,
    Bursts,
}

/// <summary>A clip and what is asked for it, drawn at random; printed where a property fails.</summary>
internal sealed record Job(
    int ClipRate, int Rate, int Length, int Channels, float Amplitude, Material Material, double Detail, int Seed, bool HasBaseline, int Width)
{
    /// <summary>
    /// Quick options. The decimator is said to be ideal: a fit that looks for one itself, in clips of a few thousand samples or more, may take a
    /// noise for the work of another, and promises its consistency with that one.
    /// </summary>
    public UpsamplerOptions Options() => Quick.With(
        plan => plan with { Decoder = plan.Decoder with { Width = Width, UseBaseline = HasBaseline } }) with
    {
        Detail = Detail,
        Seed = Seed,
        InputFilter = AntiAliasingFilter.Ideal,
        Bandwidth = Math.Max(0.5 * ClipRate, UpsamplerOptions.LowestBandwidth),
    };

    public AudioClip Clip() => new(ClipRate, [.. Enumerable.Range(0, Channels).Select(Channel)]);

    /// <summary>Checks a property for some jobs, the same ones in every run.</summary>
    public static void ForAll(int count, Action<Job> property, int fewestSamples = 0)
    {
        var replay = new Replay(new Rnd(20_261_122, 7), FSharpOption<int>.None);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(FSharpOption<Replay>.Some(replay));
        Check.One(config, Prop.ForAll(Generator(fewestSamples).ToArbitrary(), property));
    }

    /// <summary>One channel: neither its neighbor nor its own beginning.</summary>
    public float[] Channel(int channel)
    {
        float[] noise = Clips.Samples(Length, 1, Seed + channel + 1);
        for (int i = 0; i < Length; i++)
        {
            double t = (double)i / ClipRate;
            noise[i] = Amplitude * Material switch
            {
                Material.Noise => noise[i],
                Material.Tones => MathF.Sin((float)(2 * Math.PI * 0.11 * ClipRate * t) + channel) + (0.01f * noise[i]),
                Material.Clicks => i % 311 == 17 * channel ? noise[i] : 0,
                _ => i / 400 % 2 == 0 ? noise[i] : 0,
            };
        }

        return noise;
    }

    private static Gen<Job> Generator(int fewestSamples) =>
        from clipRate in Gen.OneOf(Gen.Elements(8000, 11_025, 16_000, 22_050, 44_100, 48_000), Gen.Choose(1000, 60_000))
        from ratio in Gen.OneOf(Gen.Elements(2.0, 3, 4, 1.5, 48.0 / 44.1), Gen.Choose(101, 500).Select(percent => percent / 100.0))
        from length in Gen.OneOf(Gen.Choose(fewestSamples, fewestSamples + 40), Gen.Choose(fewestSamples, 3000))
        from channels in Gen.Choose(1, 3)
        from level in Gen.Choose(-6, 4)
        from material in Gen.Elements(Enum.GetValues<Material>())
        from detail in Gen.Choose(1, 100)
        from seed in Gen.Choose(0, int.MaxValue - 10)
        from hasBaseline in Gen.Elements(false, true)
        from width in Gen.Choose(1, 40)
        select new Job(
            clipRate, Math.Max(clipRate + 1, (int)(clipRate * ratio)), length, channels, MathF.Pow(10, level), material, detail / 100.0, seed, hasBaseline, width);
}
