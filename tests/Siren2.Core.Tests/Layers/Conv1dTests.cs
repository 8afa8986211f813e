using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class Conv1dTests
{
    /// <summary>Source 1 … 5, weight 1, 10, 100, bias 0.5, taps two frames apart; expectations by NumPy.</summary>
    [Theory]
    [InlineData(true, new float[] { 135.5f, 224.5f, 313.5f, 422.5f, 531.5f })]
    [InlineData(false, new float[] { 313.5f, 422.5f, 531.5f, 442.5f, 353.5f })]
    public void Dilated_kernels_reach_across_the_mirrored_ends(bool causal, float[] expected)
    {
        var block = new ParameterBlock();
        var convolution = new Conv1d(block, "c", new Conv1dShape(1, 1, 3, Dilation: 2), 5, causal, weightNorm: false);
        block.Allocate();
        block.Parameters.Single(p => p.Name == "c.weight").SetPublished([1, 10, 100]);
        block.Parameters.Single(p => p.Name == "c.bias").SetPublished([0.5f]);
        var output = new float[5];
        convolution.Forward([1, 2, 3, 4, 5], output);
        Assert.Equal(expected, output);
    }

    [Fact]
    public void Published_weights_are_output_by_input_by_tap()
    {
        var block = new ParameterBlock();
        var convolution = new Conv1d(block, "c", new Conv1dShape(2, 1, 2), 1, causal: true, weightNorm: false);
        block.Allocate();
        Parameter weight = block.Parameters.Single(p => p.Name == "c.weight");
        Assert.Equal([1, 2, 2], weight.Shape);
        weight.SetPublished([1, 2, 3, 4]);
        var output = new float[1];

        // One frame is shorter than its padding: the earlier tap sees silence, the later one, 2 and 4, sees the frame.
        convolution.Forward([10, 100], output);
        Assert.Equal([420f], output);
        Assert.Equal([1f, 2, 3, 4], weight.ToPublished(weight.Value));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(4, 2)]
    [InlineData(10, 5)]
    [InlineData(16, 8)]
    [InlineData(2, 1)]
    [InlineData(1, 1)]
    public void There_is_a_frame_for_every_stride_begun(int kernelSize, int stride)
    {
        for (int frames = 1; frames < 40; frames++)
        {
            foreach (bool causal in (bool[])[true, false])
            {
                var shape = new Conv1dShape(1, 1, kernelSize, stride);
                var convolution = new Conv1d(new ParameterBlock(), "c", shape, frames, causal, weightNorm: true);
                Assert.Equal((frames + stride - 1) / stride, convolution.Frames);
            }
        }
    }

    [Theory]
    [InlineData(1, 3, 7, 1, 1, 20, true, true)]
    [InlineData(1, 3, 7, 1, 1, 20, false, false)]
    [InlineData(3, 2, 4, 2, 1, 9, true, true)]
    [InlineData(2, 5, 10, 5, 1, 23, false, true)]
    [InlineData(2, 3, 3, 1, 2, 11, true, false)]
    [InlineData(2, 3, 3, 1, 4, 11, false, true)]
    [InlineData(4, 4, 1, 1, 1, 6, true, true)]
    [InlineData(2, 3, 16, 8, 1, 3, true, true)]
    [InlineData(2, 3, 7, 1, 1, 2, false, true)]
    [InlineData(3, 2, 7, 1, 1, 1, true, false)]
    public void Gradients_agree_with_differences(
        int inputs, int outputs, int kernelSize, int stride, int dilation, int frames, bool causal, bool weightNorm)
    {
        var block = new ParameterBlock();
        var shape = new Conv1dShape(inputs, outputs, kernelSize, stride, dilation);
        LayerCheck.PassesAll(new Conv1d(block, "c", shape, frames, causal, weightNorm), block);
    }

    [Theory]
    [InlineData(8, 16, 8, 4, 1, 101, true)]
    [InlineData(5, 7, 3, 1, 2, 57, false)]
    [InlineData(1, 32, 7, 1, 1, 600, true)]
    [InlineData(2, 3, 5, 3, 1, 1000, false)]
    public void Backward_is_the_adjoint_of_a_convolution_without_bias(
        int inputs, int outputs, int kernelSize, int stride, int dilation, int frames, bool causal)
    {
        var block = new ParameterBlock();
        var shape = new Conv1dShape(inputs, outputs, kernelSize, stride, dilation);
        var convolution = new Conv1d(block, "c", shape, frames, causal, weightNorm: true);
        block.Allocate();
        convolution.Initialize(new Random(1));
        block.Parameters.Single(p => p.Name == "c.bias").Value.Clear();
        float[] x = LayerCheck.Noise(convolution.SourceLength, 1);
        float[] y = LayerCheck.Noise(convolution.DestinationLength, 2);
        var output = new float[y.Length];
        var gradient = new float[x.Length];
        convolution.Forward(x, output);
        convolution.Backward(y, gradient);
        double forward = LayerCheck.Dot(output, y);
        double scale = Math.Sqrt(LayerCheck.Dot(output, output) * LayerCheck.Dot(y, y));
        Assert.Equal(forward, LayerCheck.Dot(x, gradient), 1e-5 * scale);
    }

    [Theory]
    [InlineData(10, 5, 1)]
    [InlineData(3, 1, 2)]
    public void Every_vector_width_computes_the_same(int kernelSize, int stride, int dilation)
    {
        var shape = new Conv1dShape(9, 37, kernelSize, stride, dilation);
        LayerCheck.EveryWidthAgrees((block, width) => new Conv1d(block, "c", shape, 101, causal: true, weightNorm: true, width));
        LayerCheck.EveryWidthAgrees((block, width) => new Conv1d(block, "c", shape, 101, causal: true, weightNorm: true, width, afterElu: true));
    }

    [Theory]
    [InlineData(7, 1, 1, 40)]
    [InlineData(4, 2, 1, 9)]
    [InlineData(3, 1, 4, 2)]
    public void After_an_ELU_it_is_the_two_layers_in_turn(int kernelSize, int stride, int dilation, int frames)
    {
        var shape = new Conv1dShape(3, 5, kernelSize, stride, dilation);
        Conv1d Create(ParameterBlock block, bool afterElu) => new(block, "c", shape, frames, causal: false, weightNorm: true, afterElu: afterElu);
        (float[][] expected, float[][] actual) = (
            LayerCheck.Results(block => new Sequential(new Elu(3 * frames), Create(block, afterElu: false))),
            LayerCheck.Results(block => Create(block, afterElu: true)));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(1, 7, 1)]
    [InlineData(2, 4, 3)]
    public void Every_vector_width_computes_the_same_where_windows_are_narrow(int inputs, int kernelSize, int stride)
    {
        var shape = new Conv1dShape(inputs, 37, kernelSize, stride);
        LayerCheck.EveryWidthAgrees((block, width) => new Conv1d(block, "c", shape, 300, causal: true, weightNorm: true, width));
    }

    [Fact]
    public void Weights_start_within_the_bounds_of_PyTorch_and_lengths_are_those_of_the_directions()
    {
        var block = new ParameterBlock();
        var convolution = new Conv1d(block, "c", new Conv1dShape(4, 64, 9), 10, causal: true, weightNorm: true);
        block.Allocate();
        convolution.Initialize(new Random(1));
        Parameter direction = block.Parameters.Single(p => p.Name == "c.weight_v");
        Parameter length = block.Parameters.Single(p => p.Name == "c.weight_g");
        Assert.InRange(direction.Value.ToArray().Max(), 0.98f / 6, 1f / 6);
        Assert.InRange(direction.Value.ToArray().Min(), -1f / 6, -0.98f / 6);
        Assert.InRange(block.Parameters.Single(p => p.Name == "c.bias").Value.ToArray().Max(Math.Abs), 0.9f / 6, 1f / 6);
        Assert.Equal([64, 1, 1], length.Shape);
        ReadOnlySpan<float> first = direction.Value[..36];
        Assert.Equal(Math.Sqrt(LayerCheck.Dot(first, first)), length.Value[0], 1e-6);
    }

    /// <summary>Narrow and wide windows, dilated and strided kernels, columns and rows that are shared.</summary>
    [Theory]
    [InlineData(1, 32, 7, 1, 1, 4000)]
    [InlineData(32, 32, 1, 1, 1, 4000)]
    [InlineData(24, 45, 4, 2, 1, 2001)]
    [InlineData(20, 40, 3, 1, 2, 1001)]
    [InlineData(100, 200, 10, 5, 1, 75)]
    public void Every_number_of_threads_computes_the_same_bits(int inputs, int outputs, int kernelSize, int stride, int dilation, int frames)
    {
        var shape = new Conv1dShape(inputs, outputs, kernelSize, stride, dilation);
        foreach (bool afterElu in (bool[])[true, false])
        {
            LayerCheck.EveryTeamAgrees((block, team) => new Conv1d(block, "c", shape, frames, causal: true, weightNorm: true, afterElu: afterElu, team: team));
        }
    }
}
