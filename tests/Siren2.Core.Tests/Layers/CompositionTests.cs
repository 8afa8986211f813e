using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class CompositionTests
{
    [Fact]
    public void Layers_that_do_not_fit_together_are_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new Sequential(new Elu(3), new Elu(4)));
        Assert.Contains("Layer 1 takes 4 elements, layer 0 gives 3", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Residual(new Elu(3), new Elu(4)));
    }

    [Fact]
    public void A_residual_connection_around_an_ELU_adds_the_source()
    {
        var residual = new Residual(new Elu(2));
        var output = new float[2];
        residual.Forward([1, -100], output);
        Assert.Equal([2f, -101], output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_of_a_residual_block_agree_with_differences(bool identity)
    {
        var block = new ParameterBlock();
        var branch = new Sequential(
            new Elu(8 * 4),
            new Conv1d(block, "b.1", new Conv1dShape(4, 2, 3), 8, causal: true, weightNorm: true),
            new Elu(8 * 2),
            new Conv1d(block, "b.3", new Conv1dShape(2, 4, 1), 8, causal: true, weightNorm: true));
        Conv1d? shortcut = identity ? null : new Conv1d(block, "s", new Conv1dShape(4, 4, 1), 8, causal: true, weightNorm: true);
        LayerCheck.PassesAll(new Residual(branch, shortcut), block, tolerance: 3e-3);
    }
}
