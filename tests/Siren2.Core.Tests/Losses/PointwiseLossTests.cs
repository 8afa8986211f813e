using Siren2.Core.Tests.Spectral;
using Siren2.Losses;

namespace Siren2.Core.Tests.Losses;

public class PointwiseLossTests
{
    [Fact]
    public void Mean_squared_error_and_its_gradient_by_hand()
    {
        float[] gradient = new float[4];
        Assert.Equal(30.0 / 4, new MeanSquaredErrorLoss().Evaluate([1, 2, -3, 4], [0, 0, 0, 8], gradient));
        Assert.Equal([0.5f, 1f, -1.5f, -2f], gradient);
    }

    [Fact]
    public void Mean_absolute_error_and_its_gradient_by_hand()
    {
        float[] gradient = new float[4];
        Assert.Equal(7.0 / 4, new MeanAbsoluteErrorLoss().Evaluate([1, 2, -3, 8], [0, 2, 0, 11], gradient));
        Assert.Equal([0.25f, 0f, -0.25f, -0.25f], gradient);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(1999)]
    public void Parts_add_up_to_the_whole(int cut)
    {
        float[] prediction = Noise.Uniform(2000, 1);
        float[] target = Noise.Uniform(2000, 2);
        IWaveformLoss[] losses =
        [
            new MeanSquaredErrorLoss(),
            new MeanAbsoluteErrorLoss(),
            new HybridLoss(new(new MeanSquaredErrorLoss(), 2), new(new HybridLoss(new WeightedLoss(new MeanAbsoluteErrorLoss(), 3)), 0.5)),
        ];
        foreach (IWaveformLoss loss in losses)
        {
            float[] whole = new float[2000];
            double value = loss.Evaluate(prediction, target, whole);
            IPointwiseLoss pointwise = Assert.IsAssignableFrom<IPointwiseLoss>(PointwiseLoss.Of(loss));
            float[] parts = new float[2000];
            double sum = pointwise.EvaluatePart(prediction.AsSpan(0, cut), target.AsSpan(0, cut), 2000, parts.AsSpan(0, cut));
            sum += pointwise.EvaluatePart(prediction.AsSpan(cut), target.AsSpan(cut), 2000, parts.AsSpan(cut));
            Assert.Equal(value, sum, 1e-6 * value);
            Assert.Equal(whole, parts);
        }
    }

    [Fact]
    public void A_hybrid_is_pointwise_only_where_all_its_parts_are()
    {
        Assert.NotNull(PointwiseLoss.Of(new HybridLoss(new WeightedLoss(new MeanSquaredErrorLoss()))));
        Assert.Null(PointwiseLoss.Of(new HybridLoss(new(new MeanSquaredErrorLoss(), 1), new(new MultiResolutionStftLoss(), 1))));
        Assert.Null(PointwiseLoss.Of(new DelegateLoss((_, _, gradient) =>
        {
            gradient.Clear();
            return 0;
        })));
    }
}
