using System.ComponentModel;
using System.Diagnostics;

namespace Siren2.Formats.Decoders;

/// <summary>A running ffmpeg. It ends when it is disposed of, if not before.</summary>
internal sealed class FFmpegProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _lock = new();
    private string? _complaint;

    /// <summary>Starts it.</summary>
    /// <param name="program">Where it is.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidDataException">It cannot be started.</exception>
    public FFmpegProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, ["-nostdin", "-hide_banner", "-v", "error", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidDataException($"'{program}' cannot be started: {e.Message}", e);
        }

        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_lock)
            {
                _complaint ??= string.IsNullOrWhiteSpace(line.Data) ? null : line.Data.Trim();
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The first thing that it complained of; null for nothing.</summary>
    public string? Complaint
    {
        get
        {
            lock (_lock)
            {
                return _complaint;
            }
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="InvalidDataException">It failed.</exception>
    public void End()
    {
        _process.WaitForExit();
        if (_process.ExitCode != 0)
        {
            throw new InvalidDataException($"ffmpeg: {Complaint ?? $"exit code {_process.ExitCode}"}");
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        _process.Dispose();
    }
}
