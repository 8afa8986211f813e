using Siren2.Core.Tests.Segments;
using Siren2.Files;

namespace Siren2.Core.Tests.Files;

/// <summary>Targets that take no more, or nothing: the failure comes out as it is, or with the name of the file that was asked for.</summary>
public class FullDiskTests
{
    public static TheoryData<string> Kinds => ["16 bits", "24 bits", "floats", "tensors", "fit"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_stream_that_fails_after_any_number_of_bytes_is_the_exception_that_comes_out(string kind)
    {
        using var whole = new MemoryStream();
        Write(kind, whole);
        var random = new Random(1);
        for (int trial = 0; trial < 30; trial++)
        {
            using var stream = new FailingStream(random.NextInt64(whole.Length));
            Assert.Equal("no more", Assert.Throws<IOException>(() => Write(kind, stream)).Message);
        }

        using var enough = new FailingStream(whole.Length);
        Write(kind, enough);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_full_disk_says_so(string kind)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // What is buffered is written when the stream is closed.
        Exception? failure = Record.Exception(() =>
        {
            using var disk = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            Write(kind, disk);
        });
        Assert.Contains("No space left", Assert.IsType<IOException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_told_of_the_file_that_was_asked_for()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var cause = Assert.Throws<IOException>(() =>
        {
            using var disk = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            disk.Write([1, 2, 3]);
            disk.Flush();
        });
        var failure = Assert.IsType<IOException>(WriteFailure.Of(cause, "/dev/full", "clip.wav"));
        Assert.Equal("'clip.wav' cannot be written: No space left on device", failure.Message);
        Assert.Equal(cause.HResult, failure.HResult);
        Assert.Same(cause, failure.InnerException);
    }

    [Fact]
    public void A_folder_that_takes_no_files_says_so()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (Action save in (Action[])[() => Clip.Save("/proc/clip.wav"), () => SmallFits.Get("blind").Save("/proc/clip.fit")])
        {
            Exception? failure = Record.Exception(save);
            Assert.True(failure is IOException or UnauthorizedAccessException, failure?.ToString());
            Assert.Contains("'/proc/clip.", failure!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(".tmp", failure.Message, StringComparison.Ordinal);
        }
    }

    private static AudioClip Clip { get; } = new(8000, [.. Enumerable.Range(0, 50_000).Select(n => n % 100 / 100f)]);

    private static void Write(string kind, Stream stream)
    {
        switch (kind)
        {
            case "16 bits":
                Clip.Save(stream, WaveEncoding.Pcm16);
                break;
            case "24 bits":
                Clip.Save(stream, WaveEncoding.Pcm24);
                break;
            case "floats":
                Clip.Save(stream, WaveEncoding.Float32);
                break;
            case "tensors":
                SafetensorsFile.Save(stream, [new NamedTensor("a", [50_000], new float[50_000])]);
                break;
            default:
                SmallFits.Get("blind").Save(stream);
                break;
        }
    }

    /// <summary>Takes so many bytes and no more.</summary>
    private sealed class FailingStream(long room) : MemoryStream
    {
        private long _room = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _room -= buffer.Length;
            if (_room < 0)
            {
                throw new IOException("no more");
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void WriteByte(byte value) => Write([value]);
    }
}
