using Siren2.Kernels.Simd;
using Siren2.Kernels.Threads;
using Siren2.Layers;

namespace Siren2.Core.Tests.Layers;

/// <summary>Checks what every layer promises, and its gradients by central differences of L = ⟨u, f(x)⟩ for a random u.</summary>
internal static class LayerCheck
{
    private const float Step = 1f / 128;

    /// <summary>
    /// Noise in (−1, 1) of magnitudes from 0.05: central differences must not straddle the knee of an ELU.
    /// </summary>
    public static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        float Next() => (random.Next(2) == 0 ? -1 : 1) * (0.05f + (0.95f * random.NextSingle()));
        return [.. Enumerable.Range(0, length).Select(_ => Next())];
    }

    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    public static void PassesAll(ILayer layer, ParameterBlock block, double tolerance = 1e-3)
    {
        block.Allocate();
        layer.Initialize(new Random(7));
        KeepsInputsAndOverwritesOutputs(layer, block);
        GradientsAgreeWithDifferences(layer, block, tolerance);
    }

    /// <summary>Outputs and all gradients at every vector width are, but for rounding, those of the scalar path.</summary>
    public static void EveryWidthAgrees(Func<ParameterBlock, SimdWidth, ILayer> create)
    {
        float[][] expected = Results(block => create(block, SimdWidth.Scalar));
        foreach (SimdWidth width in SimdWidths.All)
        {
            foreach ((float[] reference, float[] actual) in expected.Zip(Results(block => create(block, width))))
            {
                float allowed = 1e-5f * reference.Max(MathF.Abs);
                Assert.All(reference.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, allowed));
            }
        }
    }

    /// <summary>Outputs and all gradients are the same bits on any number of threads.</summary>
    public static void EveryTeamAgrees(Func<ParameterBlock, WorkerTeam, ILayer> create)
    {
        float[][] expected = Results(block => create(block, WorkerTeam.Alone));
        foreach (int workers in (int[])[2, 3, 16])
        {
            using var team = new WorkerTeam(workers);
            foreach ((float[] reference, float[] actual) in expected.Zip(Results(block => create(block, team))))
            {
                Assert.Equal(reference, actual);
            }
        }
    }

    /// <summary>The output, the gradient of the source and those of the parameters.</summary>
    public static float[][] Results(Func<ParameterBlock, ILayer> create)
    {
        var block = new ParameterBlock();
        ILayer layer = create(block);
        block.Allocate();
        layer.Initialize(new Random(7));
        var destination = new float[layer.DestinationLength];
        var gradientSource = new float[layer.SourceLength];
        layer.Forward(Noise(layer.SourceLength, 1), destination);
        layer.Backward(Noise(layer.DestinationLength, 2), gradientSource);
        return [destination, gradientSource, block.Gradients.ToArray()];
    }

    private static void KeepsInputsAndOverwritesOutputs(ILayer layer, ParameterBlock block)
    {
        float[] source = Noise(layer.SourceLength, 1);
        float[] u = Noise(layer.DestinationLength, 2);
        var destination = new float[layer.DestinationLength];
        var gradientSource = new float[layer.SourceLength];
        destination.AsSpan().Fill(float.NaN);
        gradientSource.AsSpan().Fill(float.NaN);
        block.Gradients.Fill(float.NaN);
        float[] parameters = block.Values.ToArray();

        layer.Forward(source, destination);
        layer.Backward(u, gradientSource);

        Assert.Equal(Noise(layer.SourceLength, 1), source);
        Assert.Equal(Noise(layer.DestinationLength, 2), u);
        Assert.Equal(parameters, block.Values.ToArray());
        Assert.DoesNotContain(float.NaN, destination);
        Assert.DoesNotContain(float.NaN, gradientSource);
        float[] gradients = block.Gradients.ToArray();
        Assert.DoesNotContain(float.NaN, gradients);

        // Once more, without the source's gradient: nothing accumulates, and nothing depends on who asks for what.
        layer.Backward(u, []);
        Assert.Equal(gradients, block.Gradients.ToArray());
    }

    private static void GradientsAgreeWithDifferences(ILayer layer, ParameterBlock block, double tolerance)
    {
        float[] source = Noise(layer.SourceLength, 1);
        float[] u = Noise(layer.DestinationLength, 2);
        var destination = new float[layer.DestinationLength];
        var gradientSource = new float[layer.SourceLength];
        double Loss()
        {
            layer.Forward(source, destination);
            return Dot(destination, u);
        }

        _ = Loss();
        layer.Backward(u, gradientSource);
        AssertAgrees(Differences(source, Loss), gradientSource, tolerance, "source");
        foreach (Parameter parameter in block.Parameters)
        {
            AssertAgrees(Differences(parameter.Value, Loss), parameter.Gradient, tolerance, parameter.Name);
        }
    }

    private static double[] Differences(Span<float> variables, Func<double> loss)
    {
        var differences = new double[variables.Length];
        for (int i = 0; i < variables.Length; i++)
        {
            float middle = variables[i];
            variables[i] = middle + Step;
            double above = loss();
            double width = variables[i];
            variables[i] = middle - Step;
            double below = loss();
            width -= variables[i];
            variables[i] = middle;
            differences[i] = (above - below) / width;
        }

        return differences;
    }

    private static void AssertAgrees(double[] expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail($"∂L/∂{what}[{i}] is {actual[i]}, by differences {expected[i]} (largest {scale})");
            }
        }
    }
}
