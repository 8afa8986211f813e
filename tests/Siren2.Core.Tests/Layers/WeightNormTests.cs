using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class WeightNormTests
{
    [Fact]
    public void The_weight_has_the_length_g_and_the_direction_of_v()
    {
        (WeightNorm norm, Parameter length, Parameter direction) = Create(2, 2);
        new float[] { 10, 1 }.CopyTo(length.Value);
        new float[] { 3, 4, 0, -5 }.CopyTo(direction.Value);
        norm.Forward();
        Assert.Equal([6f, 8, 0, -1], norm.Weight.ToArray());
    }

    [Fact]
    public void The_gradient_of_the_direction_is_orthogonal_to_it()
    {
        (WeightNorm norm, Parameter length, Parameter direction) = Create(1, 9);
        LayerCheck.Noise(9, 1).CopyTo(direction.Value);
        LayerCheck.Noise(9, 2).CopyTo(norm.WeightGradient);
        length.Value[0] = 2;
        norm.Forward();
        norm.Backward();
        Assert.InRange(LayerCheck.Dot(direction.Gradient, direction.Gradient), 0.1, 100);
        Assert.Equal(0, LayerCheck.Dot(direction.Value, direction.Gradient), 1e-6);
    }

    [Fact]
    public void A_row_without_direction_gives_zeros_not_NaN()
    {
        (WeightNorm norm, Parameter length, Parameter direction) = Create(1, 3);
        length.Value[0] = 2;
        norm.WeightGradient.Fill(1);
        norm.Forward();
        norm.Backward();
        Assert.Equal([0f, 0, 0], norm.Weight.ToArray());
        Assert.Equal([0f, 0, 0], direction.Gradient.ToArray());
        Assert.Equal(0, length.Gradient[0]);
    }

    private static (WeightNorm Norm, Parameter Length, Parameter Direction) Create(int rows, int columns)
    {
        var block = new ParameterBlock();
        Parameter length = block.Add("g", rows, 1, 1);
        Parameter direction = block.Add("v", rows, columns, 1);
        block.Allocate();
        return (new WeightNorm(length, direction), length, direction);
    }
}
