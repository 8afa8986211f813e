using System.ComponentModel;
using System.Diagnostics;

namespace Siren2.Formats.Decoders;

/// <summary>A running ffmpeg. It ends when it is disposed of, if not before.</summary>
internal sealed class FFmpegProcess : IDisposable
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Thread _listener;
    private volatile string? _complaint;

    /// <summary>Starts it.</summary>
    /// <param name="program">Where it is.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidDataException">It cannot be started.</exception>
    public FFmpegProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, ["-nostdin", "-hide_banner", "-nostats", "-v", "level+info", .. arguments])
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

        // A thread of its own: those of the pool may all be waiting for what this process decodes.
        _listener = new Thread(Listen) { IsBackground = true };
        _listener.Start();
    }

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The first thing that it complained of; null for nothing, and complete once it has ended.</summary>
    public string? Complaint => _complaint;

    /// <summary>What it tells of the file that it reads; complete once it has ended.</summary>
    public FFmpegDescription Description { get; } = new();

    /// <summary>Waits for its end.</summary>
    /// <exception cref="InvalidDataException">It failed.</exception>
    public void End()
    {
        if (!_listener.Join(LongestFarewell) || !_process.WaitForExit((int)LongestFarewell.TotalMilliseconds))
        {
            throw new InvalidDataException("ffmpeg closed its output and did not end.");
        }

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

    /// <summary>Reads all that it says, so that it never waits for somebody to listen.</summary>
    private void Listen()
    {
        try
        {
            while (_process.StandardError.ReadLine() is string line)
            {
                Description.Add(line);
                if (_complaint is null && FFmpegDescription.Complaint(line) is string complaint)
                {
                    _complaint = complaint;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was ended.
        }
    }
}
