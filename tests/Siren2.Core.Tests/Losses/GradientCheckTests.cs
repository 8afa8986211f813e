using Siren2.Core.Tests.Spectral;
using Siren2.Losses;

namespace Siren2.Core.Tests.Losses;

/// <summary>The check passes right gradients (see the contract tests) and must catch every common mistake.</summary>
public class GradientCheckTests
{
    private static readonly float[] Prediction = Noise.Uniform(150, 1);

    private static readonly float[] Target = Noise.Uniform(150, 2);

    public static TheoryData<string> Bases => ["mean squared error", "mean absolute error", "multi-resolution STFT"];

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_right_gradient_passes(string name)
    {
        GradientCheckResult check = Check(Base(name));
        Assert.True(check.Passed(), check.ToString());
        Assert.StartsWith("passed", check.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_gradient_of_a_loss_in_single_precision_passes()
    {
        GradientCheckResult check = GradientCheck.Run(
            new DelegateLoss((x, y, gradient) => (float)new MeanSquaredErrorLoss().Evaluate(x, y, gradient)),
            Noise.Uniform(10_000, 3),
            Noise.Uniform(10_000, 4));
        Assert.True(check.Passed(), check.ToString());
    }

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_wrong_sign_fails(string name) => AssertFails(name, (gradient, _) => Scale(gradient, -1));

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_wrong_scale_fails(string name)
    {
        AssertFails(name, (gradient, _) => Scale(gradient, 1.05f));
        AssertFails(name, (gradient, _) => Scale(gradient, gradient.Length));
        AssertFails(name, (gradient, _) => Scale(gradient, 1f / gradient.Length));
    }

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_gradient_of_zero_fails(string name) => AssertFails(name, (gradient, _) => gradient.Clear());

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_gradient_shifted_by_one_sample_fails(string name) =>
        AssertFails(name, (gradient, _) => gradient[..^1].CopyTo(gradient[1..]));

    [Theory]
    [MemberData(nameof(Bases))]
    public void A_wrong_first_or_last_sample_fails_and_is_named(string name)
    {
        GradientCheckResult check = AssertFails(name, (gradient, _) => gradient[0] += gradient[0] > 0 ? -1e-1f : 1e-1f);
        Assert.Equal("sample 0", check.Worst!.Where);
        check = AssertFails(name, (gradient, _) => gradient[^1] += gradient[^1] > 0 ? -1e-1f : 1e-1f);
        Assert.Equal("sample 149", check.Worst!.Where);
    }

    [Fact]
    public void A_sample_that_is_not_written_fails_and_is_named()
    {
        var forgetful = new DelegateLoss((prediction, target, gradient) =>
            new MeanSquaredErrorLoss().Evaluate(prediction[..^1], target[..^1], gradient[..^1]));
        GradientCheckResult check = GradientCheck.Run(forgetful, Prediction, Target);
        Assert.False(check.Passed(double.MaxValue));
        Assert.Equal("sample 149", check.Worst!.Where);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_fails()
    {
        var broken = new DelegateLoss((_, _, gradient) =>
        {
            gradient.Clear();
            return double.NaN;
        });
        Assert.False(GradientCheck.Run(broken, Prediction, Target).Passed(double.MaxValue));
    }

    [Fact]
    public void A_constant_loss_without_gradient_passes()
    {
        var constant = new DelegateLoss((_, _, gradient) =>
        {
            gradient.Clear();
            return 3;
        });
        GradientCheckResult check = GradientCheck.Run(constant, Prediction, Target);
        Assert.True(check.Passed(0), check.ToString());
        Assert.Equal(3, check.Loss);
    }

    [Fact]
    public void The_same_seed_repeats_the_check()
    {
        GradientCheckResult a = GradientCheck.Run(new MeanSquaredErrorLoss(), Prediction, Target, seed: 5);
        GradientCheckResult b = GradientCheck.Run(new MeanSquaredErrorLoss(), Prediction, Target, seed: 5);
        GradientCheckResult c = GradientCheck.Run(new MeanSquaredErrorLoss(), Prediction, Target, seed: 6);
        Assert.Equal(a.Probes, b.Probes);
        Assert.NotEqual(a.Probes, c.Probes);
    }

    private static GradientCheckResult AssertFails(string name, SpanAction spoil)
    {
        IWaveformLoss right = Base(name);
        GradientCheckResult check = Check(new DelegateLoss((prediction, target, gradient) =>
        {
            double value = right.Evaluate(prediction, target, gradient);
            spoil(gradient, prediction);
            return value;
        }));
        Assert.False(check.Passed(), check.ToString());
        Assert.StartsWith("failed", check.ToString(), StringComparison.Ordinal);
        return check;
    }

    private static GradientCheckResult Check(IWaveformLoss loss) =>
        GradientCheck.Run(loss, Prediction, Target, directions: 4, samples: 4);

    private static IWaveformLoss Base(string name) => name switch
    {
        "mean squared error" => new MeanSquaredErrorLoss(),
        "mean absolute error" => new MeanAbsoluteErrorLoss(),
        _ => new MultiResolutionStftLoss(new StftResolution(64, 16, 64), new StftResolution(32, 8, 20)),
    };

    private static void Scale(Span<float> gradient, float factor)
    {
        foreach (ref float g in gradient)
        {
            g *= factor;
        }
    }

    private delegate void SpanAction(Span<float> gradient, ReadOnlySpan<float> prediction);
}
