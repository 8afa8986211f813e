using Siren2.Core.Tests.Spectral;
using Siren2.Losses;
using Siren2.Tests;

namespace Siren2.Core.Tests.Losses;

/// <summary>What every loss of the library promises.</summary>
public class LossContractTests
{
    private const int Canary = 5;

    public static TheoryData<string> Names => [.. Losses.Keys];

    /// <summary>Resolutions small enough for a gradient check without optimization.</summary>
    private static MultiResolutionStftLoss Spectral => new(new StftResolution(128, 40, 75), new StftResolution(64, 20, 64));

    private static Dictionary<string, IWaveformLoss> Losses => new()
    {
        ["mean squared error"] = new MeanSquaredErrorLoss(),
        ["mean absolute error"] = new MeanAbsoluteErrorLoss(),
        ["multi-resolution STFT"] = Spectral,
        ["hybrid"] = new HybridLoss(new(new MeanSquaredErrorLoss(), 3), new(Spectral, 0.1)),
        ["pointwise hybrid"] = new HybridLoss(new(new MeanSquaredErrorLoss(), 3), new(new MeanAbsoluteErrorLoss(), 0.5)),
        ["delegate"] = new DelegateLoss(QuarticLoss),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_agrees_with_differences_of_the_value(string name)
    {
        GradientCheckResult check = GradientCheck.Run(Losses[name], Noise.Uniform(300, 1), Noise.Uniform(300, 2), directions: 5);
        Assert.True(check.Passed(), check.ToString());
        Assert.Equal(13, check.Probes.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated_once_a_length_is_known(string name)
    {
        IWaveformLoss loss = Losses[name];
        float[] prediction = Noise.Uniform(1500, 3);
        float[] target = Noise.Uniform(1500, 4);
        float[] gradient = new float[1500];
        _ = loss.Evaluate(prediction, target, gradient);
        _ = loss.Evaluate(prediction, target, gradient);
        Assert.Equal(0, Allocations.Of(() =>
        {
            _ = loss.Evaluate(prediction, target, gradient);
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_allocated_once_a_target_is_prepared(string name)
    {
        IPreparedLoss loss = Losses[name].Prepare(Noise.Uniform(1500, 4), LossContext.Default);
        float[] prediction = Noise.Uniform(1500, 3);
        float[] gradient = new float[1500];
        _ = loss.Evaluate(prediction, gradient);
        _ = loss.Evaluate(prediction, gradient);
        Assert.Equal(0, Allocations.Of(() =>
        {
            _ = loss.Evaluate(prediction, gradient);
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_prepared_loss_is_the_loss(string name)
    {
        float[] prediction = Noise.Uniform(900, 5);
        float[] target = Noise.Uniform(900, 6);
        float[] expected = new float[900];
        float[] actual = new float[900];
        double value = Losses[name].Evaluate(prediction, target, expected);
        Assert.Equal(value, Losses[name].Prepare(target, LossContext.Default).Evaluate(prediction, actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_the_gradient_is_written(string name)
    {
        foreach (int length in (int[])[1, 2, 15, 16, 17, 1023, 1025])
        {
            float[] prediction = Noise.Uniform(length, 7);
            float[] target = Noise.Uniform(length, 8);
            float[] predictionCopy = [.. prediction];
            float[] targetCopy = [.. target];
            float[] gradient = new float[length + (2 * Canary)];
            Array.Fill(gradient, float.NaN);
            Assert.True(double.IsFinite(Losses[name].Evaluate(prediction, target, gradient.AsSpan(Canary, length))));
            Assert.Equal(predictionCopy, prediction);
            Assert.Equal(targetCopy, target);
            Assert.All(gradient[..Canary], g => Assert.True(float.IsNaN(g)));
            Assert.All(gradient[^Canary..], g => Assert.True(float.IsNaN(g)));
            Assert.All(gradient[Canary..^Canary], g => Assert.True(float.IsFinite(g)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Empty_or_unequal_spans_are_refused_with_their_lengths(string name)
    {
        IWaveformLoss loss = Losses[name];
        Assert.Equal("prediction", Assert.Throws<ArgumentException>(() => loss.Evaluate([], [], [])).ParamName);
        ArgumentException error = Assert.Throws<ArgumentException>(() => loss.Evaluate(new float[12], new float[34], new float[12]));
        Assert.Equal("target", error.ParamName);
        Assert.Contains("12", error.Message, StringComparison.Ordinal);
        Assert.Contains("34", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ArgumentException>(() => loss.Evaluate(new float[12], new float[12], new float[34]));
        Assert.Equal("gradient", error.ParamName);
        Assert.Contains("34", error.Message, StringComparison.Ordinal);
    }

    private static double QuarticLoss(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            double difference = prediction[i] - target[i];
            sum += Math.Pow(difference, 4);
            gradient[i] = (float)(4 * Math.Pow(difference, 3));
        }

        return sum;
    }
}
