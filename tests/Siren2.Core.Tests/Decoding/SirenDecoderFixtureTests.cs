using Siren2.Decoding;
using Siren2.Files;
using Siren2.Kernels.Simd;
using Siren2.Optimization;
using Siren2.Tests;

namespace Siren2.Core.Tests.Decoding;

/// <summary>
/// The decoder against PyTorch: a SIREN 6-32-32-32-1. Its six inputs are time, the baseline and four latents, one latent
/// frame per sample.
/// </summary>
public class SirenDecoderFixtureTests
{
    private const int Samples = 500;
    private const int Latents = 4;

    private readonly SafetensorsFile _fixture = Fixture.Load("siren_adam");

    public static TheoryData<int> Widths => [.. SimdWidths.All.ToArray().Select(w => (int)w)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Output_agrees_with_PyTorch(int width)
    {
        using SirenDecoder decoder = Create((SimdWidth)width);
        float[] output = new float[Samples];
        decoder.Forward(Grid(), LatentInputs(), output);
        Fixture.AssertClose(_fixture["output"].Data, output, 1e-5, "output");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_gradient_agrees_with_PyTorch(int width)
    {
        using SirenDecoder decoder = Create((SimdWidth)width);
        float[] latentGradient = new float[Samples * Latents];
        _ = StepGradient(decoder, latentGradient);

        decoder.Gradients.CopyTo(decoder.Parameters);
        foreach (NamedTensor tensor in decoder.ExportWeights())
        {
            Fixture.AssertClose(_fixture["grad/" + tensor.Name].Data, tensor.Data, 1e-5, tensor.Name);
        }

        float[] expected = [.. Enumerable.Range(0, Samples * Latents).Select(i => _fixture["grad_input"].Data[(i / Latents * 6) + 2 + (i % Latents)])];
        Fixture.AssertClose(expected, latentGradient, 1e-5, "latent gradient");
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Five_Adam_steps_agree_with_PyTorch(int width)
    {
        using SirenDecoder decoder = Create((SimdWidth)width);
        var adam = new Adam(decoder.Parameters.Length, null, (SimdWidth)width);
        for (int step = 0; step < 5; step++)
        {
            double loss = StepGradient(decoder, new float[Samples * Latents]);
            Assert.Equal(_fixture["adam/losses"].Data[step], loss, 1e-5 * loss);
            adam.Step(decoder.Parameters, decoder.Gradients, 1e-3);
        }

        foreach (NamedTensor tensor in decoder.ExportWeights())
        {
            Fixture.AssertClose(_fixture["adam/" + tensor.Name].Data, tensor.Data, 1e-4, tensor.Name);
        }
    }

    private double StepGradient(SirenDecoder decoder, float[] latentGradient)
    {
        float[] output = new float[Samples];
        float[] gradient = new float[Samples];
        decoder.Forward(Grid(), LatentInputs(), output);
        double loss = 0;
        for (int i = 0; i < Samples; i++)
        {
            double difference = output[i] - _fixture["target"].Data[i];
            loss += difference * difference / Samples;
            gradient[i] = (float)(2 * difference / Samples);
        }

        decoder.Backward(Grid(), LatentInputs(), gradient, latentGradient);
        return loss;
    }

    private SirenDecoder Create(SimdWidth width)
    {
        var options = new SirenDecoderOptions { Width = 32, Depth = 3, UseBaseline = true, LatentDimension = Latents };
        var decoder = new SirenDecoder(options, WinnerScale.None, 1, 1, width);
        decoder.LoadWeights(_fixture);
        return decoder;
    }

    private DecoderGrid Grid() => new(Column(0), Column(1), Samples, 0, 1);

    private float[] Column(int index) => [.. Enumerable.Range(0, Samples).Select(i => _fixture["input"].Data[(i * 6) + index])];

    private float[] LatentInputs() =>
        [.. Enumerable.Range(0, Samples * Latents).Select(i => _fixture["input"].Data[(i / Latents * 6) + 2 + (i % Latents)])];
}
