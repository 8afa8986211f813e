using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

public class EluTests
{
    [Fact]
    public void Values_and_slopes_are_those_of_the_exponential_linear_unit()
    {
        float[] x = [2, 0, -1, -100, float.MaxValue, -1e-3f, float.NaN];
        var elu = new Elu(x.Length);
        var y = new float[x.Length];
        var slope = new float[x.Length];
        elu.Forward(x, y);
        elu.Backward([1, 1, 1, 1, 1, 1, 1], slope);
        Assert.Equal([2, 0, -0.6321206f, -1, float.MaxValue, -0.9995002e-3f, float.NaN], y, Near);
        Assert.Equal([1, 1, 0.36787944f, 0, 1, 0.9990005f, float.NaN], slope, Near);
    }

    [Fact]
    public void Gradients_agree_with_differences() => LayerCheck.PassesAll(new Elu(150), new ParameterBlock());

    private static bool Near(float a, float b) => a.Equals(b) || Math.Abs(a - b) <= 1.3e-7f;
}
