using Siren2.Losses;
using Siren2.Tests;

namespace Siren2.NWaves.Tests;

public sealed class FilterBankLossTests
{
    private static readonly LossContext Wide = new() { SampleRate = 16_000 };

    public static TheoryData<FilterBankKind, FilterBankDistance, double> Variants
    {
        get
        {
            var data = new TheoryData<FilterBankKind, FilterBankDistance, double>();
            foreach (FilterBankKind kind in Enum.GetValues<FilterBankKind>())
            {
                foreach (FilterBankDistance distance in Enum.GetValues<FilterBankDistance>())
                {
                    data.Add(kind, distance, 1);
                    data.Add(kind, distance, 0.03);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_value_is_that_of_the_definition(FilterBankKind kind, FilterBankDistance distance, double scale)
    {
        // A loud prediction and a quiet target, so that the floor counts for both at the small scale.
        FilterBankLossOptions options = Small(kind, distance) with { Floor = 1e-8 };
        float[] prediction = Noise.Uniform(700, 1);
        float[] target = Noise.Uniform(700, 2, amplitude: 0.02);
        double expected = NaiveFilterBankLoss.Value(prediction, target, options, 16_000, scale);
        double value = new FilterBankLoss(options).Evaluate(prediction, target, Wide with { Scale = scale }, new float[700]);
        Assert.InRange(expected, 0.01, 100);
        Assert.Equal(expected, value, 1e-4 * expected);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_gradient_explains_how_the_value_changes(FilterBankKind kind, FilterBankDistance distance, double scale)
    {
        var loss = new FilterBankLoss(Small(kind, distance));
        GradientCheckResult result = GradientCheck.Run(
            loss, Noise.Uniform(900, 1), Noise.Uniform(900, 2), context: Wide with { Scale = scale });
        Assert.True(result.Passed(), result.ToString());
    }

    [Theory]
    [InlineData(FilterBankKind.Mel)]
    [InlineData(FilterBankKind.Bark)]
    [InlineData(FilterBankKind.Erb)]
    public void The_defaults_have_the_right_gradient_at_any_rate_and_length(FilterBankKind kind)
    {
        foreach ((int rate, int length) in ((int, int)[])[(8_000, 1), (22_050, 300), (44_100, 5_000)])
        {
            GradientCheckResult result = GradientCheck.Run(
                new FilterBankLoss(new() { Kind = kind }), Noise.Uniform(length, 1), Noise.Uniform(length, 2), directions: 3, samples: 3,
                context: new LossContext { SampleRate = rate });
            Assert.True(result.Passed(), $"{rate} Hz, {length} samples: {result}");
        }
    }

    [Fact]
    public void The_gradient_is_that_of_the_definition_by_differences()
    {
        FilterBankLossOptions options = Small(FilterBankKind.Mel, FilterBankDistance.Squared);
        float[] prediction = Noise.Uniform(400, 1);
        float[] target = Noise.Uniform(400, 2);
        float[] gradient = new float[400];
        _ = new FilterBankLoss(options).Evaluate(prediction, target, Wide with { Scale = 0.3 }, gradient);
        float largest = gradient.Max(MathF.Abs);
        foreach (int i in (int[])[0, 57, 200, 399])
        {
            const float step = 1f / 2048;
            float before = prediction[i];
            prediction[i] = before + step;
            double above = NaiveFilterBankLoss.Value(prediction, target, options, 16_000, 0.3);
            double width = prediction[i];
            prediction[i] = before - step;
            width -= prediction[i];
            double below = NaiveFilterBankLoss.Value(prediction, target, options, 16_000, 0.3);
            prediction[i] = before;
            Assert.Equal((above - below) / width, gradient[i], 2e-3 * largest);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_target_prepared_once_gives_the_same_bits_and_no_allocation(FilterBankKind kind, FilterBankDistance distance, double scale)
    {
        var loss = new FilterBankLoss(Small(kind, distance));
        LossContext context = Wide with { Scale = scale };
        float[] target = Noise.Uniform(3_000, 1);
        float[] prediction = Noise.Uniform(3_000, 2);
        float[] expected = new float[3_000];
        float[] actual = new float[3_000];
        double value = loss.Evaluate(prediction, target, context, expected);
        IPreparedLoss prepared = loss.Prepare(target, context);
        for (int i = 0; i < 2; i++)
        {
            Array.Fill(actual, float.NaN);
            Assert.Equal(value, prepared.Evaluate(prediction, actual));
            Assert.Equal(expected, actual);
        }

        Assert.Equal(0, Allocations.Of(() => _ = prepared.Evaluate(prediction, actual)));
        Assert.Equal(0, Allocations.Of(() => _ = loss.Evaluate(prediction, target, context, actual)));
    }

    [Theory]
    [InlineData(FilterBankDistance.Absolute)]
    [InlineData(FilterBankDistance.Squared)]
    public void Silence_and_identical_signals_have_finite_values_and_gradients(FilterBankDistance distance)
    {
        var loss = new FilterBankLoss(Small(FilterBankKind.Erb, distance));
        float[] silence = new float[2_000];
        float[] noise = Noise.Uniform(2_000, 3);
        float[] gradient = new float[2_000];
        foreach (float[] signal in (float[][])[silence, noise])
        {
            Assert.Equal(0, loss.Evaluate(signal, signal, Wide, gradient));
            Assert.All(gradient, g => Assert.Equal(0, g));
        }

        Assert.InRange(loss.Evaluate(silence, noise, Wide, gradient), 1, 1_000);
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.InRange(loss.Evaluate(noise, silence, Wide, gradient), 1, 1_000);
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
        Assert.Contains(gradient, g => g != 0);
    }

    [Fact]
    public void Scale_is_the_same_as_scaled_waveforms()
    {
        var loss = new FilterBankLoss();
        float[] prediction = Noise.Uniform(3_000, 1);
        float[] target = Noise.Uniform(3_000, 2);
        float[] scaled = new float[3_000];
        float[] plain = new float[3_000];
        double value = loss.Evaluate(prediction, target, Wide with { Scale = 0.125 }, scaled);
        double expected = loss.Evaluate([.. prediction.Select(x => x / 8)], [.. target.Select(x => x / 8)], Wide, plain);
        Assert.Equal(expected, value, 1e-6 * expected);
        Fixture.AssertClose([.. plain.Select(g => g / 8)], scaled, 1e-4, "gradient");
    }

    [Fact]
    public void A_louder_band_is_found_where_it_is()
    {
        // A sine at 3 kHz that is 20 dB louder than its target: only the bands that hold it differ.
        var loss = new FilterBankLoss(new() { HighFrequency = 2_000 });
        var there = new FilterBankLoss(new() { LowFrequency = 2_500, HighFrequency = 3_500 });
        float[] noise = Noise.Uniform(8_000, 1, amplitude: 0.1);
        float[] loud = [.. noise.Select((x, i) => x + (0.1f * MathF.Sin(2 * MathF.PI * 3_000 * i / 16_000)))];
        Assert.InRange(loss.Evaluate(loud, noise, Wide, new float[8_000]), 0, 0.02);
        Assert.InRange(there.Evaluate(loud, noise, Wide, new float[8_000]), 0.2, 10);
    }

    [Fact]
    public void Threads_share_an_instance()
    {
        var loss = new FilterBankLoss(Small(FilterBankKind.Bark, FilterBankDistance.Absolute));
        double[] expected = [.. Enumerable.Range(0, 16).Select(Evaluate)];
        double[] actual = new double[16];
        Parallel.For(0, 16, i => actual[i] = Evaluate(i));
        Assert.Equal(expected, actual);

        double Evaluate(int i) => loss.Evaluate(
            Noise.Uniform(1_000 + (i % 3), i), Noise.Uniform(1_000 + (i % 3), 99), new LossContext { SampleRate = 16_000 + (8_000 * (i % 2)) },
            new float[1_000 + (i % 3)]);
    }

    [Fact]
    public void A_fit_is_steered_by_it_and_a_checkpoint_knows_its_settings()
    {
        var clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"))[..4_000];
        AudioClip reference = new Upsampler().FitAndPredict(clip, 16_000).Audio;
        var loss = new FilterBankLoss(new() { Kind = FilterBankKind.Mel, FftSize = 512, Hop = 128 });
        GuidedOptions plain = new() { Decoder = new() { Width = 32, Depth = 2 }, Fit = new() { StepCount = 60 } };
        GuidedOptions steered = plain with { ExtraLoss = new(loss, 0.3) };
        Assert.True(Distance(steered) < 0.9 * Distance(plain), $"{Distance(steered)} and {Distance(plain)}");

        double Distance(GuidedOptions options)
        {
            AudioClip fit = new Upsampler(new() { Guided = options }).FitAndPredict(clip, reference).Audio;
            return loss.Evaluate(fit.Channel(0), reference.Channel(0), Wide, new float[fit.Length]);
        }
    }

    [Fact]
    public void No_two_settings_have_one_identity()
    {
        FilterBankLossOptions[] all =
        [
            new(), new() { Kind = FilterBankKind.Erb }, new() { FilterCount = 41 }, new() { FftSize = 512 }, new() { Hop = 255 }, new() { LowFrequency = 1 },
            new() { HighFrequency = 2_000 }, new() { Floor = 1e-7 }, new() { Distance = FilterBankDistance.Squared },
        ];
        Assert.Equal(typeof(FilterBankLossOptions).GetProperties().Length + 1, all.Length);
        Assert.Equal(all.Length, all.Select(options => ((IWaveformLoss)new FilterBankLoss(options)).Identity).Distinct().Count());
        Assert.Equal(((IWaveformLoss)new FilterBankLoss()).Identity, ((IWaveformLoss)new FilterBankLoss(new())).Identity);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var loss = new FilterBankLoss();
        Assert.Throws<ArgumentException>(() => loss.Evaluate([], [], Wide, []));
        Assert.Throws<ArgumentException>(() => loss.Evaluate(new float[3], new float[4], Wide, new float[3]));
        Assert.Throws<ArgumentException>(() => loss.Evaluate(new float[3], new float[3], Wide, new float[2]));
        Assert.Throws<ArgumentNullException>("context", () => loss.Evaluate(new float[3], new float[3], null!, new float[3]));
        Assert.Throws<ArgumentException>("target", () => loss.Prepare(default, Wide));
        var high = new FilterBankLoss(new() { HighFrequency = 9_000 });
        ArgumentException error = Assert.Throws<ArgumentException>("options", () => high.Prepare(new float[10], Wide));
        Assert.Contains("8000 Hz", error.Message, StringComparison.Ordinal);
        _ = high.Prepare(new float[10], new LossContext { SampleRate = 18_000 });
        Assert.Throws<ArgumentException>("options", () => new FilterBankLoss(new() { LowFrequency = 8_000 }).Prepare(new float[10], Wide));

        Assert.Throws<ArgumentOutOfRangeException>("Kind", () => new FilterBankLossOptions { Kind = (FilterBankKind)9 });
        Assert.Throws<ArgumentOutOfRangeException>("Distance", () => new FilterBankLossOptions { Distance = (FilterBankDistance)9 });
        Assert.Throws<ArgumentOutOfRangeException>("FilterCount", () => new FilterBankLossOptions { FilterCount = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("FftSize", () => new FilterBankLossOptions { FftSize = 1_000 });
        Assert.Throws<ArgumentOutOfRangeException>("Hop", () => new FilterBankLossOptions { Hop = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("LowFrequency", () => new FilterBankLossOptions { LowFrequency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("HighFrequency", () => new FilterBankLossOptions { HighFrequency = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("Floor", () => new FilterBankLossOptions { Floor = 0 });
    }

    private static FilterBankLossOptions Small(FilterBankKind kind, FilterBankDistance distance) =>
        new() { Kind = kind, Distance = distance, FftSize = 256, Hop = 64, FilterCount = 12, LowFrequency = 100, HighFrequency = 7_000 };
}
