using Siren2.Core.Tests.Audio;
using Siren2.Files;
using static Siren2.Core.Tests.Files.SafetensorsBytes;

namespace Siren2.Core.Tests.Files;

public sealed class SafetensorsFileTests
{
    [Theory]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 })]
    [InlineData("F16", new byte[] { 0x00, 0x3E, 0x00, 0xC0 })]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F, 0x00, 0xC0 })]
    public void Floating_point_types_are_read_as_32_bit_floats(string type, byte[] data)
    {
        NamedTensor tensor = Load(File(One(type, "[1,2]", $"[0,{data.Length}]"), data))["a"];
        Assert.Equal([1, 2], tensor.Shape);
        Assert.Equal([1.5f, -2f], tensor.Data);
    }

    [Fact]
    public void Other_types_are_listed_and_refused_only_when_asked_for()
    {
        SafetensorsFile file = Load(File(
            """{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}""",
            [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x80, 0x3F]));
        Assert.Equal([1f], file["x"].Data);
        Assert.Equal(["x"], file.Tensors.Keys);
        Assert.Equal("I64", file.OtherTensors["n"]);
        Assert.Contains("I64", Assert.Throws<NotSupportedException>(() => file["n"]).Message, StringComparison.Ordinal);
        Assert.Throws<KeyNotFoundException>(() => file["nothing"]);
    }

    [Fact]
    public void Tensors_may_stand_in_the_header_in_any_order()
    {
        SafetensorsFile file = Load(File(
            """
            {"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]},
             "a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},
             "e":{"dtype":"F16","shape":[0,9],"data_offsets":[2,2]}}
            """,
            [0x00, 0x3C, 0x00, 0x40]));
        Assert.Equal((1f, 2f), (file["a"].Data[0], file["b"].Data[0]));
        Assert.Empty(file["e"].Data);
    }

    [Fact]
    public void What_is_saved_is_loaded_again()
    {
        NamedTensor[] tensors =
        [
            new("encoder.0.weight", [2, 3], [1, 2, 3, float.NaN, float.NegativeInfinity, -0f]),
            new("a \"scalar\" in Ω", [], [42]),
            new("nothing", [4, 0], []),
            new("many", [40_000], [.. Enumerable.Range(0, 40_000).Select(i => (float)i)]),
        ];
        var metadata = new Dictionary<string, string> { ["kind"] = "test", ["note"] = "two\nlines, ψ" };
        byte[] bytes = Saved(tensors, metadata);
        SafetensorsFile file = Load(bytes);

        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(tensors.Length, file.Tensors.Count);
        foreach (NamedTensor tensor in tensors)
        {
            Assert.Equal(tensor.Shape, file[tensor.Name].Shape);
            Assert.Equal(
                tensor.Data.Select(BitConverter.SingleToUInt32Bits),
                file[tensor.Name].Data.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    [Fact]
    public void A_file_is_laid_out_as_the_format_prescribes()
    {
        byte[] bytes = Saved([new("a", [1], [1f])], new Dictionary<string, string>());
        int headerLength = (int)BitConverter.ToUInt64(bytes);
        string header = System.Text.Encoding.UTF8.GetString(bytes, 8, headerLength);

        Assert.Equal(0, headerLength % 8);
        Assert.Equal(One("F32", "[1]", "[0,4]"), header.TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3F], bytes[(8 + headerLength)..]);
        Assert.Equal("{}", System.Text.Encoding.UTF8.GetString(Saved([], new Dictionary<string, string>())[8..]).TrimEnd(' '));
    }

    [Fact]
    public void Free_text_is_stored_in_an_order_of_its_own_so_that_the_bytes_do_not_depend_on_the_dictionary()
    {
        var one = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var other = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" };
        Assert.Equal(Saved([], one), Saved([], other));
    }

    [Fact]
    public void Tensors_that_cannot_be_stored_are_refused_before_anything_is_written()
    {
        AssertRefused("taken twice", new NamedTensor("a", [1], [1]), new NamedTensor("a", [1], [1]));
        AssertRefused("reserved", new NamedTensor("__metadata__", [1], [1]));
        AssertRefused("[2, 3]", new NamedTensor("a", [2, 3], [1]));
        AssertRefused("[-1, -1]", new NamedTensor("a", [-1, -1], [1]));
        AssertRefused("65536", new NamedTensor("a", [.. Enumerable.Repeat(65536, 8)], []));
        AssertRefused("D800", new NamedTensor("\uD800", [1], [1]));
    }

    [Fact]
    public void A_file_is_replaced_only_by_a_complete_one()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-");
        try
        {
            string path = Path.Combine(folder.FullName, "weights.safetensors");
            SafetensorsFile.Save(path, [new("a", [1], [1])]);
            Assert.Throws<ArgumentException>(() => SafetensorsFile.Save(path, [new("a", [2], [1])]));
            Assert.Equal([1f], SafetensorsFile.Load(path)["a"].Data);
            Assert.Single(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static TheoryData<string, byte[]> Invalid
    {
        get
        {
            byte[] four = [0, 0, 0, 0];
            string good = One("F32", "[1]", "[0,4]");
            string overlapping = good[..^1] + "," + One("F32", "[1]", "[2,6]")[1..].Replace("\"a\"", "\"b\"", StringComparison.Ordinal);
            return new()
            {
                { "0 bytes", [] },
                { "0 bytes", [1, 2, 3] },
                { "1 bytes", File("{") },
                { "18446744073709551615 bytes", [.. WaveBytes.Bytes(ulong.MaxValue), (byte)'{', (byte)'}'] },
                { "99999999 bytes", [.. WaveBytes.Bytes(99_999_999UL), (byte)'{', (byte)'}'] },
                { "UTF-8", File([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)'}']) },
                { "JSON", File("{]") },
                { "JSON", File("""{"\ud800":1}""") },
                { "JSON", File(new string('[', 100)) },
                { "JSON", File(good[..^1] + "," + good[1..], four) },
                { "JSON", File("""{"__metadata__":{"a":"1","a":"2"}}""") },
                { "Array", File("[]") },
                { "__metadata__", File("""{"__metadata__":"text"}""") },
                { "'k' in __metadata__", File("""{"__metadata__":{"k":1}}""") },
                { "no dtype", File("""{"a":1}""") },
                { "no dtype", File("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", four) },
                { "no dtype", File("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", four) },
                { "no shape", File("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", four) },
                { "no data_offsets", File("""{"a":{"dtype":"F32","shape":[1]}}""", four) },
                { "-1", File(One("F32", "[-1]", "[0,4]"), four) },
                { "1.5", File(One("F32", "[1.5]", "[0,4]"), four) },
                { "\"1\"", File(One("F32", "[\"1\"]", "[0,4]"), four) },
                { "2147483648", File(One("F32", "[2147483648]", "[0,4]"), four) },
                { "more than", File(One("F32", "[65536,65536,65536,65536]", "[0,0]")) },
                { "more than", File(One("F32", "[2147483647]", "[0,4]"), four) },
                { "takes 8", File(One("F32", "[2]", "[0,4]"), four) },
                { "takes 8", File(One("F64", "[1]", "[0,4]"), four) },
                { "[0]", File(One("F32", "[1]", "[0]"), four) },
                { "[0, 4, 4]", File(One("F32", "[1]", "[0,4,4]"), four) },
                { "[4, 0]", File(One("F32", "[1]", "[4,0]"), four) },
                { "-4", File(One("F32", "[1]", "[-4,0]"), four) },
                { "99999999999999999999", File(One("F32", "[1]", "[0,99999999999999999999]"), four) },
                { "0 to 4;", File(One("F32", "[1]", "[0,4]"), [0, 0, 0]) },
                { "2 to 6;", File(One("F32", "[1]", "[2,6]"), [0, 0, 0, 0, 0, 0]) },
                { "left over", File(good, [0, 0, 0, 0, 0]) },
                { "2 to 6;", File(overlapping, [0, 0, 0, 0, 0, 0]) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_wrong_with_a_file_is_said_with_the_value_that_is_wrong(string reason, byte[] file)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(file));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static SafetensorsFile Load(byte[] bytes)
    {
        // From the middle of a stream that seeks, and from one that does not: both must say the same.
        using var forwardOnly = new ForwardOnlyStream(bytes, 5000);
        Exception? error = Record.Exception(() => SafetensorsFile.Load(forwardOnly));
        using var seekable = new MemoryStream([9, .. bytes]) { Position = 1 };
        if (error is not null)
        {
            Assert.Equal(error.Message, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Load(seekable)).Message);
            throw error;
        }

        return SafetensorsFile.Load(seekable);
    }

    private static byte[] Saved(NamedTensor[] tensors, Dictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Save(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static void AssertRefused(string reason, params NamedTensor[] tensors)
    {
        using var stream = new MemoryStream();
        var error = Assert.ThrowsAny<ArgumentException>(() => SafetensorsFile.Save(stream, tensors));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.Length);
    }
}
