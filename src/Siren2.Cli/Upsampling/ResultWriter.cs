using Siren2.Cli.Output;
using Siren2.Files;

namespace Siren2.Cli.Upsampling;

/// <summary>Writes a result to a file, a pipe or standard output, as WAV or FLAC.</summary>
/// <param name="output">The file; "-" for standard output.</param>
/// <param name="format">How it is written.</param>
/// <param name="metadata">What it carries besides its samples.</param>
/// <param name="terminal">Whose standard output it is.</param>
internal sealed class ResultWriter(string output, ResultFormat format, WaveMetadata metadata, Terminal terminal)
{
    private const int BlockLength = 1 << 16;

    /// <summary>Writes a result that is there as a whole.</summary>
    public LevelsDocument Write(AudioClip result) =>
        WithGain(ClipDocument.Of(result), format.Gain.For(result.Peak()), write => write(result));

    /// <summary>Writes a result that comes part by part.</summary>
    /// <param name="shape">Its rate, channels and length.</param>
    /// <param name="parts">Hands the parts over, in order.</param>
    public LevelsDocument Write(ClipDocument shape, Action<Action<AudioClip>> parts)
    {
        if (format.Gain.Decibels is double gain)
        {
            return WithGain(shape, gain, parts);
        }

        // How loud it is shows only at its end: until then it waits as it is, beside its own place.
        string name = Path.Combine(Folder(), $".siren2-{Guid.NewGuid():N}.tmp");
        using var atExit = new ExitDeletion(name);
        using var waiting = new FileStream(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BlockLength, FileOptions.DeleteOnClose);
        var writer = new WaveFileSink(waiting, shape.SampleRate, shape.Channels, shape.Samples, WaveEncoding.Float32);
        float peak = 0;
        parts(part =>
        {
            peak = Math.Max(peak, part.Peak());
            writer.Write(part);
        });
        writer.Complete();
        waiting.Position = 0;
        using var source = new WaveFileSource(waiting, leaveOpen: true);
        return WithGain(shape, format.Gain.For(peak), write =>
        {
            for (long start = 0; start < source.Length; start += BlockLength)
            {
                write(source.Read(start, (int)Math.Min(BlockLength, source.Length - start)));
            }
        });
    }

    private LevelsDocument WithGain(ClipDocument shape, double decibels, Action<Action<AudioClip>> parts)
    {
        long clipped = 0;
        float factor = (float)Math.Pow(10, decibels / 20);
        Store(stream =>
        {
            var writer = new WaveFileSink(stream, shape.SampleRate, shape.Channels, shape.Samples, format.Encoding, metadata);
            parts(part => writer.Write(Scaled(part, factor)));
            writer.Complete();
            clipped = writer.ClippedCount;
        });
        return new LevelsDocument(format.Bits, decibels, clipped);
    }

    private void Store(Action<Stream> write)
    {
        if (Terminal.IsOutput(output))
        {
            using Stream stream = terminal.OpenOutput();
            write(stream);
            stream.Flush();
        }
        else if (ResultFormat.IsFlac(output))
        {
            StoreFlac(new FileTarget(output), write);
        }
        else
        {
            OutputFiles.Write(output, write, format.MayReplace);
        }
    }

    /// <summary>Writes FLAC to a file, since its header is completed at its end, and where it is no file that was asked for, copies it there.</summary>
    private void StoreFlac(FileTarget target, Action<Stream> write)
    {
        using TemporaryFile temporary = target.IsStream ? Spool() : target.Create();
        try
        {
            format.FFmpeg!.WriteFlac(temporary.Name, write);
        }
        catch (IOException e) when (e.Message.Contains(temporary.Name, StringComparison.Ordinal))
        {
            throw new IOException(e.Message.Replace(temporary.Name, output, StringComparison.Ordinal), e);
        }

        if (target.IsStream)
        {
            using FileStream opened = target.Open();
            using var stream = new OpenStream(opened);
            using var file = new FileStream(temporary.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BlockLength);
            file.CopyTo(stream);
        }
        else
        {
            target.Take(temporary, format.MayReplace);
        }
    }

    private TemporaryFile Spool() => new(
        Path.GetTempPath(), output, OperatingSystem.IsWindows() ? null : UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static AudioClip Scaled(AudioClip clip, float factor)
    {
        if (factor == 1)
        {
            return clip;
        }

        float[][] channels = new float[clip.ChannelCount][];
        for (int c = 0; c < channels.Length; c++)
        {
            channels[c] = new float[clip.Length];
            System.Numerics.Tensors.TensorPrimitives.Multiply(clip.Channel(c), factor, channels[c]);
        }

        return new AudioClip(clip.SampleRate, channels);
    }

    private string Folder() => Terminal.IsOutput(output) || new FileTarget(output).IsStream
        ? Path.GetTempPath()
        : Path.GetDirectoryName(Path.GetFullPath(output))!;
}
