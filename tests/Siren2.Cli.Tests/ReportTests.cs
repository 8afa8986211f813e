using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Siren2.Cli.Reporting;

namespace Siren2.Cli.Tests;

/// <summary>The page of <c>upsample --report</c> as a file; tests/Siren2.Browser.Tests open it in a browser.</summary>
public sealed partial class ReportTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_names_nothing_outside_itself_and_its_text_is_no_markup()
    {
        string input = _folder.Clip("a & b <i>{{script}}.wav", 8_000, 4_000);

        CliRun run = CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--preset", "fast", "--report", _folder.PathOf("r.html"));

        Assert.Equal("", run.Error);
        string page = File.ReadAllText(_folder.PathOf("r.html"));
        Assert.Contains("a &amp; b &lt;i&gt;{{script}}.wav", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
        Assert.All(Reference().Matches(page), match => Assert.StartsWith("data:", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_holds_the_beginning_of_a_long_clip_and_says_so()
    {
        string input = _folder.Clip("in.wav", 4_000, 4_000 * 45, channels: 3);

        CliRun run = CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "8000", "--detail", "0", "--report", _folder.PathOf("r.html"));

        Assert.Equal("", run.Error);
        string page = File.ReadAllText(_folder.PathOf("r.html"));
        Assert.Contains("the first 30 s of 45 s", page, StringComparison.Ordinal);
        Assert.Contains("3 channels are mixed to one", page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 30 * 20_000 * 2 * 4 / 3, 3_000_000);
    }

    [Fact]
    public void A_page_takes_no_other_file_of_the_command()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        CliRun.Of("upsample", input, _folder.PathOf("out.wav"), "--rate", "16000", "--report", input).AssertRefused("named twice");
        Assert.Equal(["in.wav"], _folder.Files);
    }

    [Fact]
    public void A_picture_inflates_to_its_pixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(20 * i))];

        byte[] png = PngImage.Encode(pixels, 4, ColourMap.Palette);

        int data = png.AsSpan().IndexOf("IDAT"u8);
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(data - 4));
        using var zlib = new ZLibStream(new MemoryStream(png, data + 4, length), CompressionMode.Decompress);
        byte[] rows = new byte[15];
        zlib.ReadExactly(rows);
        Assert.Equal([0, .. pixels[..4], 0, .. pixels[4..8], 0, .. pixels[8..]], rows);
        // The end of every PNG, checksum included.
        Assert.Equal([0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82], png[^12..]);
    }

    [Fact]
    public void No_two_levels_have_the_same_colour() =>
        Assert.Equal(256, ColourMap.Palette.Chunk(3).Select(colour => (colour[0], colour[1], colour[2])).Distinct().Count());

    [Fact]
    public void A_sine_has_its_level_in_the_spectrogram_at_any_rate()
    {
        foreach (int rate in new[] { 8_000, 11_025, 48_000 })
        {
            AudioClip tone = AudioClip.Load(_folder.Tone($"{rate}.wav", rate, rate, 1000, 0.1));
            Assert.Equal(-20, Spectrogram.Of(tone, 4_000).Peak, 3.0);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]{0,40})")]
    private static partial Regex Reference();
}
