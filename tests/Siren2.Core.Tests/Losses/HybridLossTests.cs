using Siren2.Core.Tests.Spectral;
using Siren2.Losses;

namespace Siren2.Core.Tests.Losses;

public class HybridLossTests
{
    private static readonly float[] Prediction = Noise.Uniform(1000, 1);

    private static readonly float[] Target = Noise.Uniform(1000, 2);

    [Fact]
    public void It_is_the_weighted_sum_of_its_parts()
    {
        float[] squared = new float[1000];
        float[] spectral = new float[1000];
        float[] hybrid = new float[1000];
        double a = new MeanSquaredErrorLoss().Evaluate(Prediction, Target, squared);
        double b = new MultiResolutionStftLoss().Evaluate(Prediction, Target, spectral);
        var loss = new HybridLoss(new(new MeanSquaredErrorLoss(), 2.5), new(new MultiResolutionStftLoss(), 0.125));
        Assert.Equal((2.5 * a) + (0.125 * b), loss.Evaluate(Prediction, Target, hybrid), 1e-12);
        for (int i = 0; i < hybrid.Length; i++)
        {
            Assert.Equal((2.5f * squared[i]) + (0.125f * spectral[i]), hybrid[i], 1e-9f);
        }
    }

    [Fact]
    public void One_part_several_and_lists_of_them_are_written_alike()
    {
        var squared = new WeightedLoss(new MeanSquaredErrorLoss(), 0.5);
        Assert.Equal(0.5, Assert.Single(new HybridLoss(new(new MeanSquaredErrorLoss(), 0.5)).Parts).Weight);
        Assert.Equal([squared], new HybridLoss(squared).Parts);
        Assert.Equal([squared], new HybridLoss([squared]).Parts);
        Assert.Equal([squared, squared], new HybridLoss(squared, squared).Parts);
        Assert.Equal(2, new HybridLoss(new(new MeanSquaredErrorLoss()), new(new MeanAbsoluteErrorLoss(), 0.1)).Parts.Count);
        WeightedLoss[] array = [squared, squared, squared];
        Assert.Equal(array, new HybridLoss(array).Parts);
        Assert.Equal(array[1..], new HybridLoss(array.AsSpan(1)).Parts);

        Assert.Equal([new StftResolution(512, 128, 512)], new MultiResolutionStftLoss(new(512, 128, 512)).Resolutions);
        Assert.Equal(2, new MultiResolutionStftLoss(new(512, 128, 512), new StftResolution(1024, 256, 1024)).Resolutions.Count);
        Assert.Equal(2, new MultiResolutionStftLoss([new StftResolution(512, 128, 512), new(1024, 256, 1024)]).Resolutions.Count);
    }

    [Fact]
    public void Parts_of_weight_zero_are_not_evaluated()
    {
        var broken = new DelegateLoss((_, _, _) => throw new InvalidOperationException("evaluated"));
        var loss = new HybridLoss(new(broken, 0), new(new MeanSquaredErrorLoss(), 1));
        float[] expected = new float[1000];
        float[] actual = new float[1000];
        Assert.Equal(
            new MeanSquaredErrorLoss().Evaluate(Prediction, Target, expected), loss.Evaluate(Prediction, Target, actual));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Weights_that_are_negative_or_not_finite_are_refused(double weight)
    {
        ArgumentOutOfRangeException error =
            Assert.Throws<ArgumentOutOfRangeException>(() => new HybridLoss(new WeightedLoss(new MeanSquaredErrorLoss(), weight)));
        Assert.Equal(weight, error.ActualValue);
    }

    [Fact]
    public void No_parts_and_null_parts_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => new HybridLoss());
        _ = Assert.Throws<ArgumentNullException>(() => new HybridLoss(new WeightedLoss(null!)));
        _ = Assert.Throws<ArgumentNullException>(() => new HybridLoss((WeightedLoss)null!));
        _ = Assert.Throws<ArgumentNullException>(() => new HybridLoss(new(new MeanSquaredErrorLoss()), null!));
        _ = Assert.Throws<ArgumentNullException>(() => new DelegateLoss(null!));
    }

    [Fact]
    public void What_was_prepared_is_disposed_of_where_a_later_part_throws()
    {
        using var first = new Kept(throws: false);
        using var second = new Kept(throws: true);
        var loss = new HybridLoss(new WeightedLoss(first), new WeightedLoss(second));
        Assert.Throws<InvalidOperationException>(() => loss.Prepare(new float[4], new LossContext { SampleRate = 8000 }));
        Assert.Equal(1, first.Disposed);
    }

    private sealed class Kept(bool throws) : IWaveformLoss, IPreparedLoss, IDisposable
    {
        public int Disposed { get; private set; }

        public string Identity => "kept";

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) => 0;

        public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient) => 0;

        public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context) => throws ? throw new InvalidOperationException() : this;

        public void Dispose() => Disposed++;
    }
}
