using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Siren2.MissingBand;

namespace Siren2.Onnx.Tests;

/// <summary>Files that are no such networks, networks that give no such output, and ends before the end.</summary>
public sealed class OnnxErrorTests
{
    private static readonly TextureRequest Request = Requests.Of(Requests.Noise(4000));

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "sample 0")]
    [InlineData(1e30f, "finite")]
    public void An_output_that_is_no_sample_is_refused(float tap, string word)
    {
        var network = SmallNetwork.Folding with { Kernel = [tap, tap] };
        Assert.Contains(word, Assert.Throws<InvalidOperationException>(() => Requests.Ask(network, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_another_length_is_refused()
    {
        var options = new OnnxTextureOptions { InputRate = 8000, OutputRate = 24_000 };
        string message = Assert.Throws<InvalidOperationException>(() => Requests.Ask(SmallNetwork.Folding, Request, options)).Message;
        Assert.Contains("[1, 1, 8000]", message, StringComparison.Ordinal);
        Assert.Contains("12000", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_two_channels_is_refused()
    {
        var network = SmallNetwork.Folding with { Output = [1, 2, -1] };
        Assert.Contains("[1, 2, 4000]", Assert.Throws<InvalidOperationException>(() => Requests.Ask(network, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_fails_says_on_what()
    {
        var network = SmallNetwork.Folding with { Output = [7, -1] };
        Assert.Contains("4000 samples", Assert.Throws<InvalidOperationException>(() => Requests.Ask(network, Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused() => Assert.Throws<InvalidDataException>(() => new OnnxTexture([1, 2, 3]).Dispose());

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_missing() => Assert.Throws<FileNotFoundException>(() => new OnnxTexture("nowhere.onnx").Dispose());

    [Theory]
    [InlineData(new[] { 1, 2, 0 }, 1, "[1, 2, any]")]
    [InlineData(new[] { 1, 1, 1, 0 }, 1, "[1, 1, 1, any]")]
    [InlineData(new[] { 1, 1, 0 }, 11, "Double")]
    public void An_input_of_another_kind_is_refused(int[] input, int type, string word)
    {
        byte[] model = (SmallNetwork.Folding with { Input = input, ElementType = type }).ToBytes();
        Assert.Contains(word, Assert.Throws<InvalidDataException>(() => new OnnxTexture(model).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_that_nobody_tells_are_asked_for()
    {
        byte[] model = new SmallNetwork().ToBytes();
        Assert.Contains("input_sample_rate", Assert.Throws<ArgumentException>("InputRate", () => new OnnxTexture(model).Dispose()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("OutputRate", () => new OnnxTexture(model, new() { InputRate = 8000 }).Dispose());
        using var told = new OnnxTexture(model, new() { InputRate = 8000, OutputRate = 16_000 });
        Assert.Equal((8000, 16_000), (told.InputRate, told.OutputRate));
    }

    [Fact]
    public void Rates_in_metadata_are_numbers()
    {
        byte[] model = (new SmallNetwork() with { Metadata = new Dictionary<string, string> { ["input_sample_rate"] = "8k" } }).ToBytes();
        Assert.Contains("'8k'", Assert.Throws<InvalidDataException>(() => new OnnxTexture(model).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_not_there_is_refused() => Assert.Contains(
        "has y", Assert.Throws<ArgumentException>(() => new OnnxTexture(SmallNetwork.Folding.ToBytes(), new() { Output = "z" }).Dispose()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Options_check_themselves()
    {
        Assert.Throws<ArgumentOutOfRangeException>("InputRate", () => new OnnxTextureOptions { InputRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("ChunkSeconds", () => new OnnxTextureOptions { ChunkSeconds = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("OverlapSeconds", () => new OnnxTextureOptions { OverlapSeconds = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("LengthMultiple", () => new OnnxTextureOptions { LengthMultiple = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("DelaySeconds", () => new OnnxTextureOptions { DelaySeconds = 2 });
        Assert.Throws<ArgumentOutOfRangeException>("Levels", () => new OnnxTextureOptions { Levels = (OnnxLevels)2 });
        var contradictory = new OnnxTextureOptions { ChunkSeconds = 0.1, OverlapSeconds = 0.2 };
        Assert.Throws<ArgumentException>("options", () => new OnnxTexture(SmallNetwork.Folding.ToBytes(), contradictory).Dispose());
    }

    [Fact]
    public void A_network_of_one_length_that_is_too_short_for_its_rates_is_refused()
    {
        byte[] model = (SmallNetwork.Folding with { Input = [1, 1, 100] }).ToBytes();
        Assert.Throws<ArgumentException>("options", () => new OnnxTexture(model, new() { InputRate = 16_000, OutputRate = 44_100 }).Dispose());
    }

    [Fact]
    public void Cancellation_ends_a_run_within_a_chunk()
    {
        // Some minutes of work, in one chunk.
        byte[] model = (SmallNetwork.Folding with { Then = [.. Enumerable.Repeat("Erf", 3000)] }).ToBytes();
        using var texture = new OnnxTexture(model, new() { ChunkSeconds = 600 });
        TextureRequest request = Requests.Of(Requests.Noise(800_000));
        using var stop = new CancellationTokenSource();
        long start = Stopwatch.GetTimestamp();
        stop.CancelAfter(500);
        Assert.ThrowsAny<OperationCanceledException>(() => Requests.Ask(texture, request, stop.Token));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.4, 10);
    }

    [Fact]
    public void A_canceled_request_is_not_begun()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes());
        Assert.ThrowsAny<OperationCanceledException>(() => Requests.Ask(texture, Request, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Channels_and_room_must_fit_each_other()
    {
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes());
        Assert.Throws<ArgumentException>("textures", () => texture.Synthesize(Request, [new float[7]], CancellationToken.None));
        Assert.Throws<ArgumentNullException>("request", () => texture.Synthesize(null!, [], CancellationToken.None));
    }

    [Fact]
    public void A_host_sets_the_session()
    {
        using var session = new SessionOptions { IntraOpNumThreads = 2, GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var texture = new OnnxTexture(SmallNetwork.Folding.ToBytes(), session: session);
        session.Dispose();
        Assert.True(Requests.Level(Requests.Ask(texture, Request)[0]) > -60);
    }

    [Fact]
    public void What_makes_another_texture_has_another_identity()
    {
        OnnxTextureOptions[] all =
        [
            new(), new() { Levels = OnnxLevels.Network }, new() { ChunkSeconds = 1 }, new() { OverlapSeconds = 0.1 }, new() { DelaySeconds = 0 },
            new() { MaximumDelaySeconds = 0.1 }, new() { InputRate = 16_000 }, new() { OutputRate = 8000 }, new() { LengthMultiple = 3 }, new() { Output = "y" },
        ];
        string[] identities = [.. all.Select(options => IdentityOf(SmallNetwork.Folding, options)), IdentityOf(SmallNetwork.Folding.Delayed(1, 1), new())];
        Assert.Equal(identities.Length, identities.Distinct().Count());
        Assert.Equal(identities[0], IdentityOf(SmallNetwork.Folding, new() { InputRate = 8000, OutputRate = 16_000 }));
        Assert.Equal(
            IdentityOf(SmallNetwork.Folding, new() { DelaySeconds = 0, MaximumDelaySeconds = 0 }),
            IdentityOf(SmallNetwork.Folding, new() { DelaySeconds = -0.0, MaximumDelaySeconds = -0.0 }));
        Assert.All(identities, identity => Assert.StartsWith("siren2.onnx.1.", identity, StringComparison.Ordinal));
    }

    private static string IdentityOf(SmallNetwork network, OnnxTextureOptions options)
    {
        using var texture = new OnnxTexture(network.ToBytes(), options);
        return texture.Identity;
    }
}
