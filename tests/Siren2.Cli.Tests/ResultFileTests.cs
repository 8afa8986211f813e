using System.Diagnostics;
using System.Text.Json;
using Siren2.Formats;

namespace Siren2.Cli.Tests;

/// <summary>How results are written: their levels, their format, and what the clip's file carries.</summary>
public sealed class ResultFileTests : IDisposable
{
    private static readonly string[] Options = ["--rate", "16000", "--detail", "0"];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("16", 16, 1.0f)]
    [InlineData("24", 24, 1.0f)]
    [InlineData("32", 32, 1.2f)]
    public void Bits_are_as_asked_for_and_floats_keep_what_lies_beyond_full_scale(string bits, int bitsInFile, float peak)
    {
        string input = _folder.Tone("in.wav", 8_000, 4_000, 440, 1.2);
        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--bits", bits, "--json", _folder.PathOf("out.json"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        AudioClip result = AudioClip.Load(_folder.PathOf("out.wav"));
        Assert.Equal(bitsInFile, BitConverter.ToInt16(File.ReadAllBytes(_folder.PathOf("out.wav")), 34));
        Assert.Equal(peak, result.Peak(), 0.02f);
        JsonElement levels = _folder.Json("out.json").GetProperty("levels");
        Assert.Equal(bitsInFile, levels.GetProperty("bits").GetInt32());
        Assert.Equal(bitsInFile < 32, levels.GetProperty("clippedSamples").GetInt64() > 0);
        Assert.Equal(bitsInFile < 32, run.Error.Contains("samples beyond full scale were clipped", StringComparison.Ordinal));
        Assert.Contains(bitsInFile == 32 ? "32-bit float" : $"{bits}-bit PCM", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(140 * 8_000)]
    [Trait("Suite", "slow")]
    public void Automatic_gain_brings_the_peak_below_full_scale_and_leaves_alone_what_is_below(int length)
    {
        string loud = _folder.Tone("loud.wav", 8_000, length, 440, 1.2);
        string soft = _folder.Tone("soft.wav", 8_000, 4_000, 440, 0.5);
        CliRun run = CliRun.Of(
            ["upsample", loud, _folder.PathOf("loud-out.wav"), "--gain", "auto", "--json", _folder.PathOf("out.json"), .. Options]);
        CliRun.Of(["upsample", soft, _folder.PathOf("soft-auto.wav"), "--gain", "auto", .. Options]);
        CliRun.Of(["upsample", soft, _folder.PathOf("soft-out.wav"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("clipped", run.Error, StringComparison.Ordinal);
        Assert.Equal(Math.Pow(10, -0.1 / 20), AudioClip.Load(_folder.PathOf("loud-out.wav")).Peak(), 1e-5);
        Assert.Equal(0, _folder.Json("out.json").GetProperty("levels").GetProperty("clippedSamples").GetInt64());
        Assert.InRange(_folder.Json("out.json").GetProperty("levels").GetProperty("gainDecibels").GetDouble(), -2.5, -1.6);
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("soft-out.wav")), File.ReadAllBytes(_folder.PathOf("soft-auto.wav")));
        Assert.DoesNotContain(_folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gain_in_decibels_is_added()
    {
        string input = _folder.Tone("in.wav", 8_000, 4_000, 440, 0.5);
        CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--gain", "-6.0206", "--bits", "32", .. Options]);
        CliRun.Of(["upsample", input, _folder.PathOf("same.wav"), "--bits", "32", .. Options]);

        Assert.Equal(AudioClip.Load(_folder.PathOf("same.wav")).Peak() / 2, AudioClip.Load(_folder.PathOf("out.wav")).Peak(), 1e-5);
    }

    [Fact]
    public void A_file_that_is_there_is_kept_where_that_is_asked_for()
    {
        string input = _folder.Clip("in.wav", 8_000, 2_000);
        string output = _folder.Text("out.wav", "former");

        CliRun.Of(["upsample", input, output, "--no-clobber", .. Options]).AssertRefused("out.wav", "--no-clobber");
        Assert.Equal("former", File.ReadAllText(output));
        Assert.Equal(0, CliRun.Of(["upsample", input, _folder.PathOf("new.wav"), "--no-clobber", .. Options]).ExitCode);
    }

    [Fact]
    public void A_result_that_cannot_be_written_is_known_before_the_fit()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        CliRun run = CliRun.Of(["upsample", _folder.Clip("in.wav", 8_000, 2_000), "/proc/out.wav", .. Options]);
        run.AssertRefused("/proc/out.wav", "cannot be written");
        Assert.Empty(run.Progress);
    }

    [Fact]
    public void An_empty_clip_gives_an_empty_clip()
    {
        CliRun run = CliRun.Of(["upsample", _folder.Clip("in.wav", 8_000, 0, channels: 2), _folder.PathOf("out.wav"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        AudioClip result = AudioClip.Load(_folder.PathOf("out.wav"));
        Assert.Equal((16_000, 2, 0), (result.SampleRate, result.ChannelCount, result.Length));
    }

    [Fact]
    public void What_a_file_carries_is_carried_on_and_what_is_not_is_named()
    {
        string input = _folder.PathOf("in.wav");
        using (FileStream stream = File.Create(input))
        {
            var writer = new WaveFileSink(stream, 8_000, 6, 800, WaveEncoding.Pcm16, new WaveMetadata
            {
                SpeakerMask = 0x60F,
                Chunks =
                [
                    new WaveChunk("LIST", "INFOINAM\x06\0\0\0Title\0"u8.ToArray()),
                    new WaveChunk("cue ", (byte[])[1, 0, 0, 0, 1, 0, 0, 0, 100, 0, 0, 0, .. "data"u8, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0]),
                    new WaveChunk("iXML", System.Text.Encoding.UTF8.GetBytes("<BWFXML><FILE_SAMPLE_RATE>8000</FILE_SAMPLE_RATE></BWFXML>")),
                    new WaveChunk("regn", new byte[10]),
                ],
            });
            writer.Write(new AudioClip(8_000, [.. Enumerable.Range(0, 6).Select(_ => new float[800])]));
            writer.Complete();
        }

        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("note: not carried over to the result: regn\n", run.Error, StringComparison.Ordinal);
        using var result = new WaveFileSource(_folder.PathOf("out.wav"));
        WaveMetadata metadata = result.ReadMetadata();
        Assert.Equal(0x60Fu, metadata.SpeakerMask);
        Assert.Equal(["LIST", "cue ", "iXML"], metadata.Chunks.Select(chunk => chunk.Id));
        Assert.Equal(200, BitConverter.ToInt32(metadata.Chunks[1].Content.Span[8..]));
        Assert.Equal(200, BitConverter.ToInt32(metadata.Chunks[1].Content.Span[24..]));
        Assert.Contains("<FILE_SAMPLE_RATE>16000<", System.Text.Encoding.UTF8.GetString(metadata.Chunks[2].Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_do_not_come_along_are_named_by_what_they_list()
    {
        WaveChunk title = new("LIST", "INFOINAM\x06\0\0\0Title\0"u8.ToArray());
        WaveChunk label = new("LIST", (byte[])[.. "adtllabl"u8, 6, 0, 0, 0, 1, 0, 0, 0, .. "a\0"u8]);
        WaveChunk text = new("LIST", "adtlltxt\x14\0\0\0\x01\0"u8.ToArray());
        WaveChunk picture = new("LIST", "exifecor\x02\0\0\0ab"u8.ToArray());
        string whole = Carrying("whole.wav", title, label), damaged = Carrying("damaged.wav", title, text, picture);

        CliRun run = CliRun.Of(["upsample", whole, _folder.PathOf("out.wav"), .. Options]);
        Assert.DoesNotContain("note:", run.Error, StringComparison.Ordinal);
        Assert.Equal(["INFO", "adtl"], Chunks("out.wav").Select(chunk => System.Text.Encoding.ASCII.GetString(chunk.Content.Span[..4])));
        run = CliRun.Of(["upsample", damaged, _folder.PathOf("out.wav"), .. Options]);
        Assert.Contains("note: not carried over to the result: adtl, exif\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(["INFO"], Chunks("out.wav").Select(chunk => System.Text.Encoding.ASCII.GetString(chunk.Content.Span[..4])));
        if (FFmpegProgram.Find() is not null)
        {
            run = CliRun.Of(["upsample", whole, _folder.PathOf("out.flac"), .. Options]);
            Assert.Contains("note: not carried over to the result: adtl\n", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_describes_the_clips_own_samples_is_made_anew_or_left_out_without_a_word()
    {
        // Peak 0.5 of the first channel at sample 33, and 800 samples: neither is true of the result.
        byte[] peak = [1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(0.5f), 33, 0, 0, 0];
        string input = Carrying("in.wav", new WaveChunk("PEAK", peak), new WaveChunk("fact", BitConverter.GetBytes(800)));
        Assert.True(File.ReadAllBytes(input).AsSpan().IndexOf("PEAK"u8) > 0);

        CliRun run = CliRun.Of(["upsample", input, _folder.PathOf("out.wav"), "--bits", "32", .. Options]);

        Assert.DoesNotContain("note:", run.Error, StringComparison.Ordinal);
        Assert.Empty(Chunks("out.wav"));
        byte[] result = File.ReadAllBytes(_folder.PathOf("out.wav"));
        Assert.Equal(-1, result.AsSpan().IndexOf("PEAK"u8));
        int fact = result.AsSpan(0, 100).IndexOf("fact"u8);
        Assert.Equal(1_600, BitConverter.ToInt32(result, fact + 8));
    }

    [Fact]
    public void A_second_audio_stream_is_said_to_be_there()
    {
        if (FFmpegProgram.Find() is not FFmpegProgram ffmpeg)
        {
            return;
        }

        string clip = _folder.Clip("in.wav", 8_000, 4_000), two = _folder.PathOf("two.mka");
        using (Process process = Process.Start(
            ffmpeg.Path, ["-nostdin", "-v", "error", "-i", clip, "-map", "0:a", "-map", "0:a", "-c", "copy", two]))
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        CliRun run = CliRun.Of(["upsample", two, _folder.PathOf("out.wav"), "--json", _folder.PathOf("out.json"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        string note = Assert.Single(_folder.Json("out.json").GetProperty("notes").EnumerateArray()).GetString()!;
        Assert.EndsWith("two.mka': it has 2 audio streams, of which the first is read", note, StringComparison.Ordinal);
        Assert.Contains($"note: {note}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Further_data_chunks_are_said_to_be_there()
    {
        string input = _folder.Clip("in.wav", 16_000, 16_000);
        byte[] bytes = [.. File.ReadAllBytes(input), .. "data"u8, 4, 0, 0, 0, 1, 2, 3, 4];
        BitConverter.GetBytes(bytes.Length - 8).CopyTo(bytes, 4);
        File.WriteAllBytes(input, bytes);
        const string Said = "in.wav': it has 2 data chunks, of which the first is read";

        CliRun run = CliRun.Of(
            "upsample", input, _folder.PathOf("out.wav"), "--rate", "32000", "--detail", "0", "--json", _folder.PathOf("out.json"), "--report", _folder.PathOf("out.html"));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(32_000, AudioClip.Load(_folder.PathOf("out.wav")).Length);
        string note = Assert.Single(_folder.Json("out.json").GetProperty("notes").EnumerateArray()).GetString()!;
        Assert.EndsWith(Said, note, StringComparison.Ordinal);
        Assert.Contains($"note: {note}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("it has 2 data chunks", File.ReadAllText(_folder.PathOf("out.html")), StringComparison.Ordinal);

        File.Delete(_folder.PathOf("out.wav"));
        Assert.Contains(Said, CliRun.Of("compare", input, input).Error, StringComparison.Ordinal);
        Assert.Contains(Said, CliRun.Of("evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_cut_off_is_said_to_be_so()
    {
        string input = _folder.Clip("in.wav", 8_000, 8_000);
        byte[] bytes = File.ReadAllBytes(input);
        File.WriteAllBytes(input, bytes[..^16_000]);

        CliRun run = CliRun.Of(
            ["upsample", input, _folder.PathOf("out.wav"), "--json", _folder.PathOf("out.json"), "--report", _folder.PathOf("out.html"), .. Options]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("it was cut off: its header promises 1.00 s, 0.50 s are there", run.Error, StringComparison.Ordinal);
        Assert.Contains("it was cut off: its header promises 1.00 s, 0.50 s are there.", File.ReadAllText(_folder.PathOf("out.html")), StringComparison.Ordinal);
        Assert.Contains("cut off", _folder.Json("out.json").GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(8_000, AudioClip.Load(_folder.PathOf("out.wav")).Length);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_silent_clip_is_in_no_mean_of_an_evaluation_which_says_so()
    {
        _folder.Clip("a.wav", 16_000, 16_000);
        _folder.Clip("silent.wav", 16_000, 16_000, gain: 0);

        CliRun run = CliRun.Of(
            "evaluate", _folder.Location, "--tasks", "T2", "--modes", "sinc,blind", "--preset", "fast", "--json", _folder.PathOf("out.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("silent, and so in no mean: silent.wav", run.Output, StringComparison.Ordinal);
        JsonElement task = _folder.Json("out.json").GetProperty("tasks")[1];
        JsonElement heard = task.GetProperty("clips")[0];
        Assert.True(task.GetProperty("clips")[1].GetProperty("isSilent").GetBoolean());
        foreach (string figure in new[] { "psnr", "psnrChange", "lsd", "lsdMissingBand", "seconds", "audioSeconds" })
        {
            Assert.Equal(heard.GetProperty(figure).GetDouble(), task.GetProperty("mean").GetProperty(figure).GetDouble(), 1e-9);
        }
    }

    /// <summary>Writes a clip that carries chunks.</summary>
    private string Carrying(string name, params WaveChunk[] chunks)
    {
        using FileStream stream = File.Create(_folder.PathOf(name));
        var writer = new WaveFileSink(stream, 8_000, 1, 800, WaveEncoding.Float32, new WaveMetadata { Chunks = chunks });
        writer.Write(new AudioClip(8_000, new float[800]));
        writer.Complete();
        return stream.Name;
    }

    private IReadOnlyList<WaveChunk> Chunks(string name)
    {
        using var source = new WaveFileSource(_folder.PathOf(name));
        return source.ReadMetadata().Chunks;
    }
}
