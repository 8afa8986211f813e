using Siren2.Encoding;
using Siren2.Optimization;

namespace Siren2.Fuzz;

/// <summary>Saved fits, blind and guided, with and without an encoder.</summary>
internal sealed class FitTarget : IFuzzTarget
{
    // Rendering grows with the output that a header asks for, within what its clip and rates allow; here it should only take long seldom.
    private const int LongestRendered = 1 << 14;

    public FitTarget()
    {
        var random = new Random(3);
        float[] samples = [.. Enumerable.Range(0, 600).Select(_ => random.NextSingle() - 0.5f)];
        float[] more = [.. Enumerable.Range(0, 1200).Select(_ => random.NextSingle() - 0.5f)];
        var clip = new AudioClip(8000, samples);
        var reference = new AudioClip(16_000, more);
        var encoder = new SeaNetEncoderOptions { FilterCount = 2, Dimension = 2, Ratios = [4, 4], LstmLayerCount = 0 };
        var blind = new BlindOptions
        {
            SegmentLength = 4096,
            RefinementIterations = 1,
            Decoder = new() { Width = 4, Depth = 2 },
            Fit = new FitOptions { StepCount = 2 },
        };
        var guided = new GuidedOptions { SegmentLength = 4096, Decoder = blind.Decoder, Fit = blind.Fit };
        var plain = new Upsampler(new UpsamplerOptions { Blind = blind, Guided = guided });
        var encoded = new Upsampler(new UpsamplerOptions { Blind = blind with { Encoder = encoder }, Guided = guided with { Encoder = encoder } });
        Corpus =
        [
            Bytes(plain.Fit(clip, 16_000)),
            Bytes(plain.Fit(clip, reference)),
            Bytes(encoded.Fit(clip, 16_000)),
            Bytes(encoded.Fit(clip, reference)),
            Bytes(plain.Fit(new AudioClip(8000, samples, samples), 12_000)),
            Bytes(plain.Fit(new AudioClip(8000, [0f, 1f]), 16_000)),
        ];
    }

    public string Name => "fit";

    public IReadOnlyList<byte[]> Corpus { get; }

    // Rendering between rates without a common divisor takes a table of 16 MiB.
    public long BaseAllocation => 64 << 20;

    public byte[] Next(Random random)
    {
        byte[] file = Corpus[random.Next(Corpus.Count)];
        byte[] damaged = random.Next(8) switch
        {
            0 => Mutation.Damage(file, Corpus[random.Next(Corpus.Count)], random),
            1 or 2 => Mutation.FlipBits(file, random),
            _ => HeaderMutation.Damage(file, random),
        };

        // Nothing but the seal would be tried otherwise.
        return random.Next(16) == 0 ? damaged : Resealed.Fit(damaged);
    }

    public void Check(byte[] file, Random random)
    {
        FittedClip fitted;
        using (Stream stream = DamagedFile.Open(file, random))
        {
            fitted = FittedClip.Load(stream);
        }

        Promise.Check(Resealed.Fit(file).AsSpan().SequenceEqual(file), "what is loaded has its seal");
        Promise.Check(fitted.ParameterCount * sizeof(float) <= file.Length, "there are no more parameters than bytes for them");
        byte[] saved = Bytes(fitted);
        Promise.Check(Bytes(FittedClip.Load(new MemoryStream(saved))).AsSpan().SequenceEqual(saved), "what is loaded is saved the same");
        if (random.Next(4) == 0 && fitted.Pcm16SizeInBytes <= LongestRendered)
        {
            AudioClip audio = fitted.Render();
            for (int c = 0; c < audio.ChannelCount; c++)
            {
                Promise.Check(audio.Channel(c).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0, "what is rendered is finite");
            }
        }
    }

    private static byte[] Bytes(FittedClip fitted)
    {
        using var stream = new MemoryStream();
        fitted.Save(stream);
        return stream.ToArray();
    }
}
