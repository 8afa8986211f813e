using System.Diagnostics.CodeAnalysis;

namespace Siren2.NAudio.Playback;

/// <summary>Does what work there is, on a thread that lives only as long as there is some. Its members are called with the gate held.</summary>
/// <param name="gate">What its owner locks.</param>
/// <param name="plan">The plan that is worked on.</param>
/// <param name="next">What is to be done next; null for nothing. Called with the gate held.</param>
/// <param name="done">Told of every end of work: a part, a failure, or neither where it was given up. Called with the gate held.</param>
[SuppressMessage("Design", "CA1001", Justification = "What ends work is disposed of by the thread, when the work has ended.")]
internal sealed class WorkThread(object gate, UpsamplePlan plan, Func<PartWork?> next, Action<PlayedPart?, Exception?> done)
{
    private PartWork? _work;
    private CancellationTokenSource? _ending;

    /// <summary>The thread; null where nothing is done.</summary>
    public Thread? Running { get; private set; }

    /// <summary>Begins if there is work and nobody at it.</summary>
    public void GoOn()
    {
        if (Running is null && next() is not null)
        {
            Running = new Thread(Run) { IsBackground = true, Name = "Siren2 ahead of playback" };
            Running.Start();
        }
    }

    /// <summary>Ends what is under way, within a step of a fit.</summary>
    public void GiveUp() => _ending?.Cancel();

    /// <summary>Ends what is under way unless it is what has to be done next.</summary>
    public void TurnToNext()
    {
        if (_work is not null && next() is PartWork wanted && wanted.Index != _work.Index)
        {
            GiveUp();
        }
    }

    private void Run()
    {
        while (Begin() is (PartWork work, CancellationTokenSource ending))
        {
            using (ending)
            {
                (PlayedPart? part, Exception? failure) = Do(work, ending);
                lock (gate)
                {
                    (_work, _ending) = (null, null);
                    done(part, failure);
                }
            }
        }
    }

    private (PartWork Work, CancellationTokenSource Ending)? Begin()
    {
        lock (gate)
        {
            _work = next();
            if (_work is null)
            {
                Running = null;
                return null;
            }

            _ending = new CancellationTokenSource();
            return (_work, _ending);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown here is thrown to the reader.")]
    private (PlayedPart? Part, Exception? Failure) Do(PartWork work, CancellationTokenSource ending)
    {
        try
        {
            return (work.Do(plan, ending.Token), null);
        }
        catch (Exception e)
        {
            // What goes wrong with a part that nobody waits for any more is no failure.
            return (null, ending.IsCancellationRequested ? null : e);
        }
    }
}
