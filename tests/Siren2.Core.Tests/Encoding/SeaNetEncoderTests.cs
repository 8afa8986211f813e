using System.Numerics.Tensors;
using Siren2.Core.Tests.Layers;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Tests;

namespace Siren2.Core.Tests.Encoding;

public class SeaNetEncoderTests
{
    private static readonly SeaNetEncoderOptions Small = SeaNetFixture.Small;

    public static TheoryData<string> Fixtures => SeaNetFixture.Names;

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Latents_equal_those_of_EnCodec(string name)
    {
        SafetensorsFile file = Fixture.Load(name);
        using SeaNetEncoder encoder = SeaNetFixture.LoadEncoder(name);
        var latents = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(SeaNetFixture.ChannelsLast(file["input"]), latents);
        Fixture.AssertClose(SeaNetFixture.ChannelsLast(file["output"]), latents, 1e-5, "output");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Gradients_of_all_weights_and_of_the_audio_equal_those_of_EnCodec(string name)
    {
        SafetensorsFile file = Fixture.Load(name);
        using SeaNetEncoder encoder = SeaNetFixture.LoadEncoder(name);
        var latents = new float[encoder.FrameCount * encoder.LatentDimension];
        var gradientAudio = new float[encoder.InputLength];
        encoder.Forward(SeaNetFixture.ChannelsLast(file["input"]), latents);
        encoder.Backward(SeaNetFixture.ChannelsLast(file["grad_output"]), gradientAudio);

        Fixture.AssertClose(SeaNetFixture.ChannelsLast(file["grad_input"]), gradientAudio, 1e-5, "grad_input");
        IReadOnlyList<NamedTensor> gradients = encoder.ExportGradients();
        Assert.Equal(
            file.Tensors.Keys.Where(key => key.StartsWith("grad/", StringComparison.Ordinal)).Order(),
            gradients.Select(gradient => "grad/" + gradient.Name).Order());
        foreach (NamedTensor gradient in gradients)
        {
            NamedTensor expected = file["grad/" + gradient.Name];
            Assert.Equal(expected.Shape, gradient.Shape);
            Fixture.AssertClose(expected.Data, gradient.Data, 1e-5, gradient.Name);
        }
    }

    [Fact]
    public void There_is_a_latent_frame_for_every_hop_begun()
    {
        foreach (bool causal in (bool[])[true, false])
        {
            for (int length = 1; length < 40; length++)
            {
                using var encoder = new SeaNetEncoder(Small with { Causal = causal }, length, seed: 1);
                Assert.Equal(6, encoder.Hop);
                Assert.Equal((length + 5) / 6, encoder.FrameCount);
                float[] latents = Encode(encoder, LayerCheck.Noise(length, 1));
                Assert.All(latents, value => Assert.True(float.IsFinite(value)));
            }
        }
    }

    /// <summary>Lengths shorter than the padding, at a multiple of the hop, and around it.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(5, false)]
    [InlineData(36, true)]
    [InlineData(37, false)]
    public void Gradients_agree_with_directional_differences(int length, bool variant)
    {
        SeaNetEncoderOptions options = variant
            ? Small with { Channels = 2, ResidualLayerCount = 3, LstmLayerCount = 2, TrueSkip = true }
            : Small with { WeightNorm = false, LstmLayerCount = 0, Causal = false, ResidualLayerCount = 2 };
        using var encoder = new SeaNetEncoder(options, length, seed: 3);

        // The initial weights all but silence the network, and a gradient of nothing tests nothing.
        TensorPrimitives.Multiply(encoder.Parameters, 2.5f, encoder.Parameters);
        float[] audio = LayerCheck.Noise(length * options.Channels, 1);
        float[] u = LayerCheck.Noise(encoder.FrameCount * encoder.LatentDimension, 2);
        var gradientAudio = new float[audio.Length];
        Encode(encoder, audio);
        encoder.Backward(u, gradientAudio);
        double Loss() => LayerCheck.Dot(Encode(encoder, audio), u);

        float[] gradients = encoder.Gradients.ToArray();
        float[] audioDirection = LayerCheck.Noise(audio.Length, 4);
        AssertSlope(DirectionalDifference(audio, audioDirection, Loss), gradientAudio, audioDirection);
        float[] direction = LayerCheck.Noise(gradients.Length, 5);
        AssertSlope(DirectionalDifference(encoder.Parameters, direction, Loss), gradients, direction);
    }

    [Fact]
    public void Causal_latents_do_not_depend_on_later_audio()
    {
        float[] audio = LayerCheck.Noise(120, 1);
        float[] changed = [.. audio[..90], .. LayerCheck.Noise(30, 2)];
        using var causal = new SeaNetEncoder(Small, 120, seed: 1);
        Assert.Equal(Encode(causal, audio)[..(15 * 3)], Encode(causal, changed)[..(15 * 3)]);
        using var centered = new SeaNetEncoder(Small with { Causal = false }, 120, seed: 1);
        Assert.NotEqual(Encode(centered, audio)[..(15 * 3)], Encode(centered, changed)[..(15 * 3)]);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_other_seeds_other_weights()
    {
        float[] audio = LayerCheck.Noise(100, 1);
        using var encoder = new SeaNetEncoder(Small, 100, seed: 5);
        float[] latents = Encode(encoder, audio);
        Assert.Equal(latents, Encode(encoder, audio));
        using var equal = new SeaNetEncoder(Small, 100, seed: 5);
        using var other = new SeaNetEncoder(Small, 100, seed: 6);
        Assert.Equal(latents, Encode(equal, audio));
        Assert.NotEqual(latents, Encode(other, audio));
    }

    [Fact]
    public void Inputs_are_unchanged_and_gradients_overwritten()
    {
        using var encoder = new SeaNetEncoder(Small, 50, seed: 1);
        float[] audio = LayerCheck.Noise(50, 1);
        float[] gradientLatents = LayerCheck.Noise(9 * 3, 2);
        var gradientAudio = new float[50];
        float[] parameters = encoder.Parameters.ToArray();
        Encode(encoder, audio);
        encoder.Gradients.Fill(float.NaN);
        gradientAudio.AsSpan().Fill(float.NaN);
        encoder.Backward(gradientLatents, gradientAudio);
        float[] gradients = encoder.Gradients.ToArray();
        Assert.DoesNotContain(float.NaN, gradients);
        Assert.DoesNotContain(float.NaN, gradientAudio);
        encoder.Backward(gradientLatents, []);
        Assert.Equal(gradients, encoder.Gradients.ToArray());
        Assert.Equal(LayerCheck.Noise(50, 1), audio);
        Assert.Equal(LayerCheck.Noise(9 * 3, 2), gradientLatents);
        Assert.Equal(parameters, encoder.Parameters.ToArray());
    }

    [Fact]
    public void Forward_and_backward_allocate_nothing()
    {
        using var encoder = new SeaNetEncoder(Small, 500, seed: 1);
        float[] audio = LayerCheck.Noise(500, 1);
        var latents = new float[encoder.FrameCount * encoder.LatentDimension];
        var gradientAudio = new float[500];
        encoder.Forward(audio, latents);
        encoder.Backward(latents, gradientAudio);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                encoder.Forward(audio, latents);
                encoder.Backward(latents, gradientAudio);
            }
        }));
    }

    /// <summary>Wide enough that products, stretches and chunks are shared; and so short that there is nothing to share.</summary>
    [Theory]
    [InlineData(3000)]
    [InlineData(41)]
    [InlineData(1)]
    public void Every_number_of_threads_gives_the_same_bits(int length)
    {
        var options = new SeaNetEncoderOptions { FilterCount = 16, Ratios = [5, 4, 2] };
        (float[] Latents, float[] Audio, float[] Weights) Run(int threads)
        {
            using var encoder = new SeaNetEncoder(options, length, seed: 1, threads);
            float[] audio = LayerCheck.Noise(length, 1);
            float[] latents = Encode(encoder, audio);
            var gradientAudio = new float[length];
            encoder.Backward(LayerCheck.Noise(latents.Length, 2), gradientAudio);
            return (latents, gradientAudio, encoder.Gradients.ToArray());
        }

        (float[] Latents, float[] Audio, float[] Weights) expected = Run(1);
        foreach (int threads in (int[])[2, 3, 16, 40])
        {
            (float[] latents, float[] audio, float[] weights) = Run(threads);
            Assert.Equal(expected.Latents, latents);
            Assert.Equal(expected.Audio, audio);
            Assert.Equal(expected.Weights, weights);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_encoder_that_was_disposed_of_only_exports_weights(int threads)
    {
        var encoder = new SeaNetEncoder(Small, 50, seed: 1, threads);
        Encode(encoder, new float[50]);
        encoder.Dispose();
        encoder.Dispose();
        foreach (Action pass in (Action[])[() => Encode(encoder, new float[50]), () => encoder.Backward(new float[27], [])])
        {
            ObjectDisposedException thrown = Assert.Throws<ObjectDisposedException>(pass);
            Assert.Equal(typeof(SeaNetEncoder).FullName, thrown.ObjectName);
        }

        using var equal = new SeaNetEncoder(Small, 50, seed: 1);
        Assert.Equal(equal.ExportWeights()[0].Data, encoder.ExportWeights()[0].Data);
    }

    [Fact]
    public void Several_threads_allocate_nothing_either()
    {
        using var encoder = new SeaNetEncoder(Small with { FilterCount = 16 }, 500, seed: 1, maxDegreeOfParallelism: 3);
        float[] audio = LayerCheck.Noise(500, 1);
        var latents = new float[encoder.FrameCount * encoder.LatentDimension];
        void Step()
        {
            encoder.Forward(audio, latents);
            encoder.Backward(latents, []);
        }

        Step();
        Assert.Equal(0, Allocations.Of(Step));
    }

    [Fact]
    public void Wrong_lengths_and_a_backward_pass_without_a_forward_pass_are_refused()
    {
        using var encoder = new SeaNetEncoder(Small, 50, seed: 1);
        Assert.Throws<InvalidOperationException>(() => encoder.Backward(new float[27], []));
        Assert.Throws<ArgumentException>("audio", () => encoder.Forward(new float[49], new float[27]));
        Assert.Throws<ArgumentException>("latents", () => encoder.Forward(new float[50], new float[28]));
        Encode(encoder, new float[50]);
        Assert.Throws<ArgumentException>("gradientLatents", () => encoder.Backward(new float[26], []));
        ArgumentException exception =
            Assert.Throws<ArgumentException>("gradientAudio", () => encoder.Backward(new float[27], new float[51]));
        Assert.Contains("51 elements; expected 50", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Encode(SeaNetEncoder encoder, float[] audio)
    {
        var latents = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(audio, latents);
        return latents;
    }

    /// <summary>(L(x + h·d) − L(x − h·d)) / 2h; leaves x as it was.</summary>
    private static double DirectionalDifference(Span<float> variables, float[] direction, Func<double> loss)
    {
        const float Step = 1f / 512;
        float[] middle = variables.ToArray();
        for (int i = 0; i < middle.Length; i++)
        {
            variables[i] = middle[i] + (Step * direction[i]);
        }

        double above = loss();
        for (int i = 0; i < middle.Length; i++)
        {
            variables[i] = middle[i] - (Step * direction[i]);
        }

        double below = loss();
        middle.CopyTo(variables);
        return (above - below) / (2 * Step);
    }

    /// <summary>⟨gradient, direction⟩ must be the difference, but for a small part of what it can be at most.</summary>
    private static void AssertSlope(double difference, float[] gradient, float[] direction)
    {
        double norm = Math.Sqrt(LayerCheck.Dot(gradient, gradient));
        Assert.True(norm > 0.01, $"The gradient is {norm} long: nothing is tested.");
        Assert.Equal(difference, LayerCheck.Dot(gradient, direction), 3e-3 * norm);
    }
}
