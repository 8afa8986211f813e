using System.Text.Json.Nodes;
using Siren2.Core.Tests.Audio;
using Siren2.Core.Tests.Encoding;
using Siren2.Core.Tests.Segments;
using Siren2.Files;

namespace Siren2.Core.Tests.Persistence;

/// <summary>Damaged, dishonest and newer files end in <see cref="InvalidDataException"/>, or in a fit that renders.</summary>
public class HostileFitTests
{
    private static byte[] Valid => SavedFitTests.Save(SmallFits.Get("guided, encoder"));

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = Valid;
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 40), .. Enumerable.Range(1, 40).Select(n => file.Length - n), .. Enumerable.Range(0, 100).Select(_ => random.Next(file.Length))];
        Assert.All(lengths, length => Assert.Throws<InvalidDataException>(() => FittedClip.Load(new MemoryStream(file[..length]))));
    }

    [Theory]
    [InlineData("guided, encoder", false)]
    [InlineData("guided, encoder", true)]
    [InlineData("blind", false)]
    [InlineData("blind", true)]
    public void A_file_with_changed_bytes_and_a_seal_that_fits_them_is_refused_or_loads_and_renders(string kind, bool headerOnly)
    {
        byte[] file = SavedFitTests.Save(SmallFits.Get(kind));
        int header = (int)BitConverter.ToInt64(file, 0) + 8;
        var random = new Random(kind.Length);
        for (int trial = 0; trial < 150; trial++)
        {
            byte[] damaged = [.. file];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int at = random.Next(headerOnly ? header : file.Length);
                damaged[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)random.Next('0', '9' + 1),
                    _ => (byte)(damaged[at] ^ (1 << random.Next(8))),
                };
            }

            try
            {
                FittedClip fitted = FittedClip.Load(new MemoryStream(Resealed.Fit(damaged)));
                if (trial % 10 == 0 && fitted.Pcm16SizeInBytes < 1 << 20)
                {
                    _ = fitted.Render();
                }
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void One_bit_changed_anywhere_is_refused_and_so_is_every_cut()
    {
        byte[] file = SavedFitTests.Save(SmallFits.Get("too short"));
        Assert.Equal(3, FittedClip.Load(new MemoryStream(file)).Clip.Length);
        Assert.Equal(0, Enumerable.Range(0, 8 * file.Length).Count(bit => IsTaken(Flipped(file, bit))));
        Assert.Equal(0, Enumerable.Range(0, file.Length).Count(length => IsTaken(file[..length])));
    }

    [Theory]
    [InlineData("blind")]
    [InlineData("guided, encoder")]
    [InlineData("guided, stereo")]
    public void One_bit_changed_in_header_or_tensors_is_refused_with_what_to_do(string kind)
    {
        byte[] file = SavedFitTests.Save(SmallFits.Get(kind));
        int header = (int)BitConverter.ToInt64(file, 0) + 8;
        var random = new Random(5);
        int[] bits = [.. Enumerable.Range(0, 300).Select(_ => random.Next(8 * header)), .. Enumerable.Range(0, 300).Select(_ => random.Next(8 * header, 8 * file.Length))];
        Assert.Equal(0, bits.Count(bit => IsTaken(Flipped(file, bit))));
        string message = Assert.Throws<InvalidDataException>(() => FittedClip.Load(new MemoryStream(Flipped(file, (8 * file.Length) - 24)))).Message;
        Assert.Contains("damaged", message, StringComparison.Ordinal);
        Assert.Contains("fit the clip anew", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_changed_bit_is_refused_by_every_way_to_load()
    {
        using var never = new CancellationTokenSource();
        byte[] damaged = Flipped(Valid, (8 * Valid.Length) - 24);
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, damaged, never.Token);
        try
        {
            _ = Assert.Throws<InvalidDataException>(() => FittedClip.Load(path));
            _ = await Assert.ThrowsAsync<InvalidDataException>(() => FittedClip.LoadAsync(path, cancellationToken: never.Token));
            using var stream = new MemoryStream(damaged);
            _ = await Assert.ThrowsAsync<InvalidDataException>(() => FittedClip.LoadAsync(stream, cancellationToken: never.Token));
            using var forward = new AsynchronousStream(damaged);
            _ = await Assert.ThrowsAsync<InvalidDataException>(() => FittedClip.LoadAsync(forward, cancellationToken: never.Token));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("2", "older version")]
    [InlineData("9", "older version")]
    [InlineData("11", "newer version")]
    public void A_file_of_another_version_says_so(string version, string age)
    {
        InvalidDataException exception = Refused(metadata => metadata["version"] = version);
        Assert.Contains(age, exception.Message, StringComparison.Ordinal);
        Assert.Contains($"version {version}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format", "siren2.something")]
    [InlineData("version", "0")]
    [InlineData("version", "one")]
    [InlineData("version", "09")]
    [InlineData("version", "010")]
    [InlineData("version", "99999999999999")]
    [InlineData("fit", "")]
    [InlineData("fit", "[]")]
    [InlineData("fit", "{")]
    [InlineData("fit", "{\"\\ud800\":1,\"b\":2}")]
    public void Metadata_that_are_not_those_of_a_fit_are_refused(string name, string value) => Refused(metadata => metadata[name] = value);

    [Theory]
    [InlineData("clipRate", "16001", "'outputRate'")]
    [InlineData("bandwidth", "0", "'bandwidth'")]
    [InlineData("bandwidth", "4001", "'bandwidth'")]
    [InlineData("inputFilter", "{\"center\": 2, \"width\": 0.01, \"maximumGain\": 5}", "center")]
    [InlineData("inputFilter", "[]", "'inputFilter'")]
    [InlineData("clipRate", "0", "'clipRate'")]
    [InlineData("clipLength", "7", "'segmentStarts'")]
    [InlineData("clipLength", "4399", "clip.channel.0")]
    [InlineData("clipLength", "2147483647", "'clipLength'")]
    [InlineData("clipChannels", "2", "clip.channel.1")]
    [InlineData("outputRate", "1536001", "'outputRate'")]
    [InlineData("mode", "\"Both\"", "'mode'")]
    [InlineData("mode", "\"1\"", "'mode'")]
    [InlineData("mode", "\"Blind\"", "'mode'")]
    [InlineData("options", "\"not json\"", "'options'")]
    [InlineData("options", "\"\"", "'options'")]
    [InlineData("options", "\"[]\"", "'options'")]
    [InlineData("options", "\"{}\"", "'options'")]
    [InlineData("options", "\"{\\\"blind\\\":{}}\"", "'mode'")]
    [InlineData("options", "\"{\\\"guided\\\":null}\"", "'options'")]
    [InlineData("options", "\"{\\\"guided\\\":{},\\\"blind\\\":{}}\"", "'options'")]
    [InlineData("seed", "6", "'seed'")]
    [InlineData("detail", "1.5", "'detail'")]
    [InlineData("detail", "1e999", "'detail'")]
    [InlineData("refinementIterations", "2000000000", "'refinementIterations'")]
    [InlineData("isProjected", "null", "'isProjected'")]
    [InlineData("interpolation", "{\"passbandEdge\":2,\"stopbandEdge\":1,\"attenuation\":120}", "PassbandEdge")]
    [InlineData("interpolation", "null", "'interpolation'")]
    [InlineData("decoder", "{\"width\":4096,\"depth\":16,\"omega0\":30,\"useBaseline\":true}", "shape [24, 5]")]
    [InlineData("decoder", "{\"width\":5000,\"depth\":2,\"omega0\":30,\"useBaseline\":true}", "Width")]
    [InlineData("decoder", "{\"width\":24,\"depth\":2,\"omega0\":1e300,\"useBaseline\":true}", "Omega0")]
    [InlineData("decoder", "{\"width\":24,\"depth\":3,\"omega0\":30,\"useBaseline\":true}", "layers.2.weight")]
    [InlineData("decoder", "{\"width\":24}", "'decoder.depth'")]
    [InlineData("encoder", "null", "layers.0.weight")]
    [InlineData("encoder", "7", "'encoder'")]
    [InlineData("overlap", "-1", "'overlap'")]
    [InlineData("overlap", "4000", "'segmentStarts'")]
    [InlineData("segmentStarts", "[]", "'segmentStarts'")]
    [InlineData("segmentStarts", "[0, 0, 3000]", "'segmentStarts'")]
    [InlineData("segmentStarts", "[512, 3072, 6144]", "'segmentStarts'")]
    [InlineData("segmentStarts", "[0, 3072, 1000000]", "'segmentStarts'")]
    [InlineData("segmentStarts", "[0, 3072.5, 6144]", "'segmentStarts'")]
    [InlineData("networks", "[]", "nothing in it asks for")]
    [InlineData("networks", "[7]", "'networks'")]
    [InlineData("networks", "{}", "'networks'")]
    public void A_description_that_contradicts_itself_or_the_tensors_is_refused_with_the_place(string name, string value, string place)
    {
        InvalidDataException exception = RefusedDescription(fit => fit[name] = JsonNode.Parse(value));
        Assert.Contains(place, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scale", "0")]
    [InlineData("scale", "-1")]
    [InlineData("scale", "1e300")]
    [InlineData("channel", "1")]
    [InlineData("segment", "3")]
    [InlineData("segment", "0")]
    [InlineData("reason", "\"7\"")]
    [InlineData("reason", "null")]
    [InlineData("losses", "[\"a\"]")]
    [InlineData("parameterCount", "0")]
    public void A_network_that_is_not_described_properly_is_refused_with_the_place(string name, string value)
    {
        InvalidDataException exception = RefusedDescription(fit => fit["networks"]![1]![name] = JsonNode.Parse(value));
        Assert.Contains($"networks[1].{name}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guided_fit_whose_description_says_blind_throughout_is_refused_by_its_options() => Assert.Contains("'mode'", RefusedDescription(fit =>
    {
        var blind = JsonNode.Parse(SafetensorsFile.Parse(SavedFitTests.Save(SmallFits.Get("blind, encoder"))).Metadata["fit"])!.AsObject();
        foreach (string name in (string[])["mode", "isProjected", "keepsLevels", "detail", "refinementIterations", "levelModel", "budget", "texture", "segmentStarts", "overlap"])
        {
            fit[name] = blind[name]?.DeepClone();
        }
    }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("mode", "\"Guided\"", "'mode'")]
    [InlineData("detail", "0.25", "'detail'")]
    [InlineData("seed", "6", "'seed'")]
    public void A_blind_fit_that_is_not_of_its_options_is_refused_with_the_place(string name, string value, string place) =>
        Assert.Contains(place, RefusedDescription(fit => fit[name] = JsonNode.Parse(value), SavedFitTests.Save(SmallFits.Get("blind"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_member_is_refused_by_name()
    {
        foreach (string name in Description(SafetensorsFile.Parse(Valid)).Select(pair => pair.Key).ToArray())
        {
            Assert.Contains($"'{name}'", RefusedDescription(fit => fit.Remove(name)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_is_half_a_character_is_refused() => Refused(metadata =>
        metadata["fit"] = metadata["fit"].Replace("\"Guided\"", "\"\\ud800\"", StringComparison.Ordinal));

    [Fact]
    public void Tensors_that_are_missing_superfluous_or_not_finite_are_refused_by_name()
    {
        const string Name = "channel.0.segment.1.decoder.layers.1.weight";
        Assert.Contains(Name, RefusedTensors(tensors => tensors.Where(tensor => tensor.Name != Name)).Message, StringComparison.Ordinal);
        Assert.Contains("'stray'", RefusedTensors(tensors => tensors.Append(new("stray", [1], [1]))).Message, StringComparison.Ordinal);
        Assert.Contains("holds NaN at 3", RefusedTensors(tensors => tensors.Select(Spoil)).Message, StringComparison.Ordinal);

        static NamedTensor Spoil(NamedTensor tensor) => tensor.Name == Name
            ? tensor with { Data = [.. tensor.Data.Select((value, i) => i == 3 ? float.NaN : value)] }
            : tensor;
    }

    [Fact]
    public void Segments_of_a_blind_fit_that_are_off_the_grid_of_its_envelope_are_refused()
    {
        SafetensorsFile file = SafetensorsFile.Parse(SavedFitTests.Save(SmallFits.Get("blind")));
        JsonObject fit = Description(file);
        fit["segmentStarts"]![1] = fit["segmentStarts"]![1]!.GetValue<int>() + 1;
        var metadata = new Dictionary<string, string>(file.Metadata) { ["fit"] = fit.ToJsonString() };
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => FittedClip.Load(Write(file.Tensors.Values, metadata)));
        Assert.Contains("multiples of 512", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e10f)]
    [InlineData(1e20f)]
    [InlineData(3e38f)]
    public void Samples_of_an_absurd_level_are_rendered_or_refused(float level)
    {
        SafetensorsFile file = SafetensorsFile.Parse(SavedFitTests.Save(SmallFits.Get("blind")));
        IEnumerable<NamedTensor> tensors = file.Tensors.Values
            .Select(tensor => tensor.Name == "clip.channel.0"
                ? tensor with { Data = [.. tensor.Data.Select((value, i) => i % 1000 == 500 ? level : value)] }
                : tensor);
        Exception? exception = Record.Exception(() => FittedClip.Load(Write(tensors, file.Metadata)).Render());
        Assert.True(exception is null or InvalidDataException, exception?.ToString());
    }

    [Fact]
    public void Weights_that_overflow_are_refused_when_rendered()
    {
        SafetensorsFile file = SafetensorsFile.Parse(Valid);
        IEnumerable<NamedTensor> tensors = file.Tensors.Values
            .Select(tensor => tensor.Name.EndsWith("layers.2.weight", StringComparison.Ordinal)
                ? tensor with { Data = [.. tensor.Data.Select(_ => float.MaxValue)] }
                : tensor);
        FittedClip fitted = FittedClip.Load(Write(tensors, file.Metadata));
        Assert.Contains("channel 0, segment 0", Assert.Throws<InvalidDataException>(() => fitted.Render()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_safetensors_file_that_holds_something_else_is_refused()
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(
            () => FittedClip.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", SeaNetFixture.Ratios442 + ".safetensors")));
        Assert.Contains("Not a saved fit", exception.Message, StringComparison.Ordinal);
    }

    private static JsonObject Description(SafetensorsFile file) => JsonNode.Parse(file.Metadata["fit"])!.AsObject();

    private static byte[] Flipped(byte[] file, int bit)
    {
        byte[] damaged = [.. file];
        damaged[bit / 8] ^= (byte)(1 << (bit % 8));
        return damaged;
    }

    private static bool IsTaken(byte[] file)
    {
        try
        {
            _ = FittedClip.Load(new MemoryStream(file));
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static InvalidDataException RefusedDescription(Action<JsonObject> change, byte[]? valid = null) => Refused(
        metadata =>
        {
            JsonObject fit = JsonNode.Parse(metadata["fit"])!.AsObject();
            change(fit);
            metadata["fit"] = fit.ToJsonString();
        },
        valid);

    private static InvalidDataException Refused(Action<Dictionary<string, string>> change, byte[]? valid = null)
    {
        SafetensorsFile file = SafetensorsFile.Parse(valid ?? Valid);
        var metadata = new Dictionary<string, string>(file.Metadata);
        change(metadata);
        return Assert.Throws<InvalidDataException>(() => FittedClip.Load(Write(file.Tensors.Values, metadata)));
    }

    private static InvalidDataException RefusedTensors(Func<IEnumerable<NamedTensor>, IEnumerable<NamedTensor>> change)
    {
        SafetensorsFile file = SafetensorsFile.Parse(Valid);
        return Assert.Throws<InvalidDataException>(() => FittedClip.Load(Write(change(file.Tensors.Values), file.Metadata)));
    }

    private static MemoryStream Write(IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors, metadata);
        return new MemoryStream(Resealed.Fit(stream.ToArray()));
    }
}
