using System.Numerics.Tensors;
using Siren2.MissingBand;

namespace Siren2.Onnx.Tests;

/// <summary>What comes of a network's output.</summary>
public sealed class OnnxTextureTests
{
    private static readonly TextureRequest Request = Requests.Of(Requests.Noise(8000));
    private static readonly float[] Expected = Requests.Ask(SmallNetwork.Folding, Request)[0];

    [Fact]
    public void Of_the_output_the_missing_band_is_taken_at_the_networks_level()
    {
        // Zeros between samples mirror the clip: nothing is there from 4 to 4.8 kHz, and as much above as below.
        float[] known = Request.Channels[0].ToArray();
        Assert.InRange(Requests.Level(Expected) - Requests.Level(known), -0.2, 0.2);
        float[] mirrored = [.. known.Select((sample, n) => n % 2 == 0 ? sample : -sample)];
        Assert.InRange(Requests.Difference(mirrored, Expected), -400, -50);
    }

    [Theory]
    [InlineData(0, 0.1f)]
    [InlineData(37, 1f)]
    [InlineData(-25, 3f)]
    [InlineData(160, -0.5f)]
    public void A_constant_delay_and_a_constant_gain_are_undone(int delay, float gain)
    {
        float[] texture = Requests.Ask(SmallNetwork.Folding.Delayed(delay, gain), Request)[0];
        Assert.InRange(Requests.Difference(Expected, texture), -400, -60);
    }

    [Fact]
    public void An_offset_hides_no_delay()
    {
        // Quiet, under an offset that is a hundred times as loud.
        TextureRequest quiet = Requests.Of(Array.ConvertAll(Requests.Noise(8000), sample => 0.01f * sample));
        var network = SmallNetwork.Folding.Delayed(45, 1) with { Then = ["Exp"] };
        float[] texture = Requests.Ask(network, quiet)[0];
        Assert.InRange(Requests.Difference(Array.ConvertAll(Expected, sample => 0.01f * sample), texture), -400, -30);
    }

    [Fact]
    public void A_delay_that_is_told_is_not_looked_for()
    {
        float[] texture = Requests.Ask(SmallNetwork.Folding.Delayed(600, 1), Request, new() { DelaySeconds = 600.0 / 16_000 })[0];
        Assert.InRange(Requests.Difference(Expected, texture), -400, -60);
        float[] unfound = Requests.Ask(SmallNetwork.Folding.Delayed(600, 1), Request)[0];
        Assert.InRange(Requests.Difference(Expected, unfound), -3, 6);
    }

    [Theory]
    [InlineData(new[] { 0 }, new[] { -1 })]
    [InlineData(new[] { 1, 0 }, new[] { 1, -1 })]
    [InlineData(new[] { 0, 0 }, new[] { 1, -1 })]
    [InlineData(new[] { 1, 0, 1 }, new[] { 1, -1, 1 })]
    [InlineData(new[] { 1, 1, 0 }, new[] { -1 })]
    [InlineData(new[] { 1, 1, 3000 }, new[] { 1, 1, -1 })]
    public void Samples_may_lie_along_any_axis_and_come_in_one_length_only(int[] input, int[] output)
    {
        float[] texture = Requests.Ask(SmallNetwork.Folding with { Input = input, Output = output }, Request)[0];
        Assert.InRange(Requests.Difference(Expected, texture), -400, -100);
    }

    [Fact]
    public void Samples_may_have_16_bits() => Assert.InRange(Requests.Difference(Expected, Requests.Ask(SmallNetwork.Half, Request)[0]), -90, -50);

    [Theory]
    [InlineData(0.1, 0.04, 1)]
    [InlineData(0.3, 0.15, 1)]
    [InlineData(0.25, 0.1, 7)]
    [InlineData(0.25, 0, 1)]
    public void Chunks_join_without_a_trace(double chunk, double overlap, int multiple)
    {
        var options = new OnnxTextureOptions { ChunkSeconds = chunk, OverlapSeconds = overlap, LengthMultiple = multiple };
        Assert.InRange(Requests.Difference(Expected, Requests.Ask(SmallNetwork.Folding, Request, options)[0]), -400, -100);
    }

    [Fact]
    public void What_a_network_leaves_out_at_the_ends_of_a_chunk_is_not_missed()
    {
        var cut = SmallNetwork.Folding with { After = 20 };
        float[] texture = Requests.Ask(cut, Request, new() { ChunkSeconds = 0.2, OverlapSeconds = 0.05 })[0];
        Assert.InRange(Requests.Difference(Expected, texture), -400, -50);
    }

    [Fact]
    public async Task Any_number_of_threads_gives_the_same_bits()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes(), new() { ChunkSeconds = 0.1, OverlapSeconds = 0.02 });
        float[] alone = Requests.Ask(texture, Request)[0];
        TextureRequest wide = Request with { MaxDegreeOfParallelism = 4 };
        float[][] together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Requests.Ask(texture, wide)[0])));
        Assert.All(together, samples => Assert.Equal(alone, samples));
    }

    [Fact]
    public void Levels_of_the_model_are_those_that_were_asked_for()
    {
        float[] texture = Requests.Ask(SmallNetwork.Folding.Delayed(3, 0.02f), Request, levels: OnnxLevels.Model)[0];
        double expected = 10 * Math.Log10(Math.Exp(Requests.Density) * 4000);

        // Between 4 and 4.8 kHz the network gives nothing, which leaves 0.97 dB less.
        Assert.InRange(Requests.Level(texture) - expected, -2, 0.5);
    }

    [Fact]
    public void Equal_channels_stay_equal_and_a_source_stays_where_it_is_panned()
    {
        // Not linear: every channel on its own would get another timbre.
        var network = SmallNetwork.Folding with { Then = ["Tanh"] };
        float[] left = Array.ConvertAll(Requests.Noise(8000), sample => 8 * sample);
        float[] right = Array.ConvertAll(left, sample => 0.25f * sample);
        float[][] equal = Requests.Ask(network, Requests.Of(left, left));
        Assert.Equal(equal[0], equal[1]);
        float[][] panned = Requests.Ask(network, Requests.Of(left, right));
        Assert.InRange(Requests.Difference(Array.ConvertAll(panned[0], sample => 0.25f * sample), panned[1]), -400, -80);
        float[][] single = Requests.Ask(network, Requests.Of(left, new float[8000]));
        Assert.True(Requests.Level(single[0]) > -30);
        Assert.False(single[1].AsSpan().ContainsAnyExcept(0f));
    }

    [Fact]
    public void Three_channels_are_each_on_their_own()
    {
        float[][] three = Requests.Ask(SmallNetwork.Folding, Requests.Of(Requests.Noise(8000), Requests.Noise(8000, 2), Requests.Noise(8000)));
        Assert.InRange(Requests.Difference(Expected, three[0]), -400, -70);
        Assert.Equal(three[0], three[2]);
        Assert.InRange(Requests.Difference(three[0], three[1]), 0, 6);
    }

    [Fact]
    public void Silence_stays_silent_whatever_the_network_makes_of_it()
    {
        float[] silence = Requests.Ask(SmallNetwork.Folding with { Then = ["Cos"] }, Requests.Of(new float[8000]))[0];
        Assert.False(silence.AsSpan().ContainsAnyExcept(0f));
    }

    [Fact]
    public void A_clip_in_steps_of_16_bits_is_brought_within_full_scale()
    {
        float[] loud = Array.ConvertAll(Requests.Noise(8000), sample => 32_768 * sample);
        float peak = Math.Abs(TensorPrimitives.MaxMagnitude(Requests.Of(loud).Channels[0].Span));
        var network = SmallNetwork.Folding with { Then = ["Tanh"] };
        float[] within = Requests.Ask(network, Requests.Of(Array.ConvertAll(loud, sample => sample / peak)))[0];
        Assert.InRange(Requests.Difference(within, Array.ConvertAll(Requests.Ask(network, Requests.Of(loud))[0], sample => sample / peak)), -400, -80);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public void A_clip_may_be_shorter_than_an_overlap(int length)
    {
        float[] texture = Requests.Ask(SmallNetwork.Folding, Requests.Of(Requests.Noise(length)))[0];
        Assert.Equal(2 * length, texture.Length);
        Assert.True(TensorPrimitives.IsFiniteAll<float>(texture));
    }

    [Fact]
    public void A_network_at_other_rates_than_the_clip_is_resampled_to_and_from()
    {
        // From 5 kHz on nothing of the network is left: its output ends there.
        float[] texture = Requests.Ask(SmallNetwork.Folding.At(5000), Request)[0];
        Assert.Equal(Expected.Length, texture.Length);
        Assert.InRange(Requests.Level(texture), -400, -10);
        Assert.InRange(Requests.Level(texture) - Requests.Level(Expected), -40, 3);
    }
}
