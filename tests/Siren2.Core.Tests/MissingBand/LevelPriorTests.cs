using Siren2.Core.Tests.Upsampling;
using Siren2.Files;
using Siren2.MissingBand;

namespace Siren2.Core.Tests.MissingBand;

public class LevelPriorTests
{
    [Fact]
    public void Weights_are_read_when_they_are_first_needed_and_once()
    {
        int reads = 0;
        var shape = new LevelNetworkShape(4, 2);
        var prior = new LevelPrior(() =>
        {
            _ = Interlocked.Increment(ref reads);
            return (shape, new LevelNetwork(shape, 1).Parameters.ToArray());
        }, "siren2.prior.known");
        var options = new UpsamplerOptions { Blind = new() { LevelModel = prior }, Guided = Quick.Options.Guided };
        (AudioClip clip, AudioClip reference) = Clips.Pair(3000);
        _ = new Upsampler(options).FitAndPredict(clip, reference);
        _ = new Upsampler(options with { Detail = 0 }).Fit(clip, 16_000);
        Assert.InRange(prior.LowestBandEdge, 1000, 2000);
        Assert.Equal(0, reads);

        _ = Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => prior.Predict(new float[4000], 16_000, 4000, 8000));
        Assert.Equal(1, reads);
    }

    [Fact]
    public void The_identity_that_is_known_beforehand_is_that_of_the_weights()
    {
        using Stream stream = typeof(LevelPrior).Assembly.GetManifestResourceStream("Siren2.MissingBand.level-prior.safetensors")!;
        Assert.Equal(LevelPrior.Load(SafetensorsFile.Load(stream)).Identity, LevelPrior.Default.Identity);
    }

    private static readonly LevelPrior Small = Random(new LevelNetworkShape(8, 3));

    [Theory]
    [InlineData(8_000, 1400)]
    [InlineData(8_000, 4000)]
    [InlineData(22_050, 11_025)]
    [InlineData(48_000, 20_000)]
    [InlineData(192_000, 90_000)]
    public void The_level_at_the_edge_is_the_density_below_it(int rate, double edge)
    {
        float[] noise = Signals.Noise(rate);
        double density = Math.Log(noise.Sum(x => (double)x * x) / noise.Length / (0.5 * rate));
        MissingBandLevels levels = LevelPrior.Default.Predict(noise, rate, edge, edge + 1000);
        Assert.Equal(Math.Exp(density), levels.EdgeLevel.ToArray()[10..^10].Average(level => Math.Exp(level)), 0.1 * Math.Exp(density));
    }

    /// <summary>A tone nearly 40 dB over the noise, wherever below the edge it is; the mean over the end of the band took it in.</summary>
    [Theory]
    [InlineData(8_000, 4000, 0.65)]
    [InlineData(8_000, 4000, 0.9)]
    [InlineData(22_050, 11_025, 0.8)]
    [InlineData(22_050, 11_025, 0.88)]
    [InlineData(48_000, 20_000, 0.9)]
    public void A_tone_below_the_edge_leaves_its_level(int rate, double edge, double place)
    {
        float[] noise = Signals.Noise(rate);
        float[] both = [.. noise.Select((x, i) => x + (10 * (float)Math.Sin(2 * Math.PI * place * edge * i / rate)))];
        double level = Mean(noise);
        Assert.Equal(level, Mean(both), 0.15 * level);

        double Mean(float[] signal) =>
            LevelPrior.Default.Predict(signal, rate, edge, edge + 1000).EdgeLevel.ToArray()[10..^10].Average(value => Math.Exp(value));
    }

    [Theory]
    [InlineData(8000, 4000, 8000)]
    [InlineData(8000, 3720, 24000)]
    [InlineData(48000, 1500, 48000)]
    [InlineData(11025, 5512.5, 22050)]
    [InlineData(44100, 12000, 22050)]
    [InlineData(96000, 16000, 48000)]
    [InlineData(44100, 22050, 48000)]
    [InlineData(48000, 19500, 19600)]
    [InlineData(1_536_000, 20000, 96000)]
    public void Any_edge_and_any_rate_give_finite_levels_up_to_the_highest_frequency(int rate, double edge, double highest)
    {
        MissingBandLevels levels = LevelPrior.Default.Predict(Signals.Noise(rate / 4), rate, edge, highest);

        Assert.Equal(edge, levels.BandEdges[0]);
        Assert.Equal(highest, levels.BandEdges[^1]);
        Assert.InRange(levels.HopSeconds, 0.005, 0.006);
        Assert.InRange(levels.FrameCount * levels.HopSeconds, 0.25, 0.27);
        Assert.Equal(levels.FrameCount * levels.BandCount, levels.Mean.Length);
        Assert.Equal(levels.FrameCount, levels.EdgeLevel.Length);
        foreach (float value in levels.EdgeLevel)
        {
            Assert.InRange(value, -90, 20);
        }

        foreach (float value in levels.Mean)
        {
            Assert.InRange(value, -150, 20);
        }

        foreach (float value in levels.Variance)
        {
            Assert.InRange(value, 0.01f, 200);
        }

        foreach (float value in levels.ExpectedLevel)
        {
            Assert.InRange(value, -150, 60);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.01)]
    [InlineData(8)]
    public void A_gain_shifts_every_level_by_that_gain(double gain)
    {
        float[] signal = Signals.Noise(16000);
        MissingBandLevels levels = LevelPrior.Default.Predict(signal, 16000, 7500, 24000);
        MissingBandLevels louder = LevelPrior.Default.Predict(Array.ConvertAll(signal, x => (float)(gain * x)), 16000, 7500, 24000);

        double shift = 2 * Math.Log(gain);
        for (int i = 0; i < levels.Mean.Length; i++)
        {
            Assert.Equal(levels.Mean[i] + shift, louder.Mean[i], 2e-3);
            Assert.Equal(levels.ExpectedLevel[i] + shift, louder.ExpectedLevel[i], 2e-3);
            Assert.Equal(levels.Variance[i], louder.Variance[i], 2e-3 * levels.Variance[i]);
        }
    }

    [Fact]
    public void Silence_stays_far_below_anything_that_a_file_holds()
    {
        MissingBandLevels levels = LevelPrior.Default.Predict(new float[16000], 16000, 8000, 24000);

        foreach (float value in levels.ExpectedLevel)
        {
            // The rounding of 24 bits has a density of −41.5 nepers at 48 kHz.
            Assert.InRange(value, -200, -50);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(300)]
    public void The_shortest_clips_have_levels_too(int samples)
    {
        MissingBandLevels levels = LevelPrior.Default.Predict(Signals.Noise(samples), 8000, 4000, 8000);

        Assert.Equal(1 + (samples / 43), levels.FrameCount);
        foreach (float value in levels.Mean)
        {
            Assert.True(float.IsFinite(value));
        }
    }

    [Fact]
    public void What_stands_two_seconds_away_changes_nothing()
    {
        float[] quiet = Signals.Noise(64000, 1e-3);
        float[] loudLater = [.. quiet];
        for (int i = 40000; i < loudLater.Length; i++)
        {
            loudLater[i] *= 1000;
        }

        MissingBandLevels alone = LevelPrior.Default.Predict(quiet, 16000, 8000, 24000);
        MissingBandLevels beside = LevelPrior.Default.Predict(loudLater, 16000, 8000, 24000);

        int count = (int)(0.5 / alone.HopSeconds) * alone.BandCount;
        Assert.Equal(alone.Mean[..count], beside.Mean[..count]);
    }

    [Fact]
    public void A_clip_longer_than_a_chunk_has_the_levels_of_one_network_over_all_of_it()
    {
        float[] signal = Signals.Noise(100_000);
        for (int i = 0; i < signal.Length; i++)
        {
            signal[i] *= (float)Math.Exp(3 * Math.Sin(i / 3000.0));
        }

        MissingBandLevels levels = Small.Predict(signal, 16000, 4000, 8000);
        MissingBandLevels part = Small.Predict(signal.AsSpan(0, 85 * 600), 16000, 4000, 8000);

        // Far enough from the end of the shorter clip nothing differs but where chunks begin.
        int same = (part.FrameCount - LocalMean.Reach - 30) * part.BandCount;
        Assert.InRange(same, 1, part.Mean.Length);
        for (int i = 0; i < same; i++)
        {
            Assert.Equal(levels.Mean[i], part.Mean[i], 1e-3f);
        }
    }

    [Fact]
    public void Many_threads_get_the_same_bits()
    {
        float[] signal = Signals.Noise(48000);
        float[] alone = LevelPrior.Default.Predict(signal, 16000, 8000, 24000).Mean.ToArray();
        var together = new float[8][];

        _ = Parallel.For(0, together.Length, i => together[i] = LevelPrior.Default.Predict(signal, 16000, 8000, 24000).Mean.ToArray());

        Assert.All(together, levels => Assert.Equal(alone, levels));
    }

    [Fact]
    public void Levels_of_white_noise_go_on_at_its_own_density()
    {
        // Variance v at a rate r has a density of 2v/r in all of its band.
        const double variance = 0.01;
        foreach (int rate in (ReadOnlySpan<int>)[8000, 16000, 22050])
        {
            MissingBandLevels levels = LevelPrior.Default.Predict(Signals.Noise(3 * rate, Math.Sqrt(variance)), rate, 0.5 * rate, rate);
            double mean = 0;
            foreach (float level in levels.ExpectedLevel)
            {
                mean += level / levels.ExpectedLevel.Length;
            }

            // 4 dB.
            Assert.Equal(Math.Log(2 * variance / rate), mean, 0.92);
        }
    }

    [Theory]
    [InlineData(1000, 8000)]
    [InlineData(9000, 16000)]
    [InlineData(double.NaN, 16000)]
    [InlineData(4000, 4000)]
    [InlineData(4000, double.NaN)]
    [InlineData(4000, 1e6)]
    public void Frequencies_out_of_range_are_refused(double edge, double highest)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LevelPrior.Default.Predict(new float[100], 16000, edge, highest));
    }

    [Fact]
    public void An_empty_signal_is_refused() =>
        Assert.Throws<ArgumentException>(() => LevelPrior.Default.Predict([], 16000, 4000, 8000));

    [Fact]
    public void A_canceled_prediction_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => LevelPrior.Default.Predict(new float[100], 16000, 4000, 8000, source.Token));
    }

    private static LevelPrior Random(LevelNetworkShape shape)
    {
        var network = new LevelNetwork(shape, 1);
        network.Initialize(new Random(5));
        return new LevelPrior(shape, network.Parameters.ToArray());
    }
}
