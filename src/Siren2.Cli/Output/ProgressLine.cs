using System.Diagnostics;
using System.Globalization;

namespace Siren2.Cli.Output;

/// <summary>
/// Shows how far a piece of work has come: one line that is drawn over on a terminal, a plain line every fifth of the way in a
/// pipe. May be told from any thread.
/// </summary>
internal sealed class ProgressLine(Terminal terminal) : IDisposable
{
    private const int BarLength = 24;
    private const int PlainLines = 5;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _lastDrawn;
    private int _drawnLength;
    private int _plainLinesWritten;
    private double _fraction;

    /// <summary>Shows a state. The bar never goes back; states that follow each other too quickly are left out.</summary>
    /// <param name="fraction">Part of the work that is done, from 0 to 1.</param>
    /// <param name="detail">What is shown behind the percentage; asked for only when it is shown.</param>
    public void Show(double fraction, Func<string> detail)
    {
        lock (_lock)
        {
            _fraction = Math.Clamp(fraction, _fraction, 1);
            if (terminal.IsInteractive)
            {
                Redraw(detail);
            }
            else if ((int)(_fraction * PlainLines) > _plainLinesWritten)
            {
                _plainLinesWritten = (int)(_fraction * PlainLines);
                terminal.Error.WriteLine($"{Percent()}  {PlainText.OneLine(detail())}");
            }
        }
    }

    /// <summary>Removes the bar from a terminal, so that the next line starts clean.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_drawnLength > 0)
            {
                terminal.Error.Write($"\r{new string(' ', _drawnLength)}\r");
                _drawnLength = 0;
            }
        }
    }

    private void Redraw(Func<string> detail)
    {
        if (_lastDrawn != 0 && Stopwatch.GetElapsedTime(_lastDrawn) < RedrawInterval)
        {
            return;
        }

        _lastDrawn = Stopwatch.GetTimestamp();
        int filled = (int)(_fraction * BarLength);
        string line = $"[{new string('#', filled)}{new string('-', BarLength - filled)}] {Percent()}  {PlainText.OneLine(detail())}";
        line = line[..Math.Min(line.Length, Math.Max(terminal.Width - 1, 0))];
        terminal.Error.Write($"\r{line.PadRight(_drawnLength)}");
        terminal.Error.Flush();
        _drawnLength = line.Length;
    }

    private string Percent() => ((int)(_fraction * 100)).ToString(CultureInfo.InvariantCulture).PadLeft(3) + " %";
}
