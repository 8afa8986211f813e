using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class LstmTests
{
    [Theory]
    [InlineData(1, 3, 2)]
    [InlineData(6, 2, 3)]
    [InlineData(5, 4, 9)]
    public void Gradients_agree_with_differences(int frames, int inputs, int hidden)
    {
        var block = new ParameterBlock();
        LayerCheck.PassesAll(new Lstm(block, "lstm", 0, frames, inputs, hidden), block);
    }

    [Fact]
    public void Every_vector_width_computes_the_same() =>
        LayerCheck.EveryWidthAgrees((block, width) => new Lstm(block, "lstm", 0, 6, 21, 37, width));

    /// <summary>Fewer units than a chunk, chunks that end within a vector, more workers than chunks, several chunks for each.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(45)]
    [InlineData(300)]
    public void Every_number_of_threads_computes_the_same_bits(int hidden) =>
        LayerCheck.EveryTeamAgrees((block, team) => new Lstm(block, "lstm", 0, 8, 21, hidden, team: team));

    /// <summary>With all weights zero the gates depend on the biases only, and two frames can be worked out by hand.</summary>
    [Fact]
    public void Gates_come_in_the_order_input_forget_candidate_output()
    {
        var block = new ParameterBlock();
        var lstm = new Lstm(block, "lstm", 0, 2, 1, 1);
        block.Allocate();
        block.Parameters.Single(p => p.Name == "lstm.bias_ih_l0").SetPublished([0.5f, 1, 1.5f, 2]);
        block.Parameters.Single(p => p.Name == "lstm.bias_hh_l0").SetPublished([0.5f, -2, 0.5f, -4]);
        var output = new float[2];
        lstm.Forward([3, 4], output);

        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
        double first = Sigmoid(1) * Math.Tanh(2);
        double second = (Sigmoid(-1) * first) + first;
        Assert.Equal(Sigmoid(-2) * Math.Tanh(first), output[0], 1e-6);
        Assert.Equal(Sigmoid(-2) * Math.Tanh(second), output[1], 1e-6);
    }

    [Fact]
    public void A_second_run_remembers_nothing_of_the_first()
    {
        var block = new ParameterBlock();
        var lstm = new Lstm(block, "lstm", 0, 7, 3, 5);
        block.Allocate();
        lstm.Initialize(new Random(1));
        var first = new float[35];
        var second = new float[35];
        lstm.Forward(LayerCheck.Noise(21, 1), first);
        lstm.Forward(LayerCheck.Noise(21, 2), second);
        Assert.NotEqual(first, second);
        lstm.Forward(LayerCheck.Noise(21, 1), second);
        Assert.Equal(first, second);
    }
}
