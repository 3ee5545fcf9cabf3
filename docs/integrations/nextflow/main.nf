// Waits until Seqwarden's agent has confirmed a run, verifies it, and only then demultiplexes it. README.md, one folder up, tells
// what each exit code means and how the account of the pipeline gets to ask the agent.

params.run     = null                       // name of the run folder
params.archive = null                       // folder of the destination that holds it
params.trust   = null                       // trust file, not from beside the run
params.config  = '/etc/seqwarden/agent.toml'
params.gate    = 'confirmed'                // or 'sealed'
params.timeout = 86400                      // seconds
params.wait    = 'seqwarden wait'           // or 'sudo -u seqwarden seqwarden wait'
params.outdir  = 'results'

process WAIT {
    executor 'local'                        // the journal lies on the agent's machine
    cache false                             // an answer of yesterday is none
    tag "$run"

    input:
    val run

    output:
    val run

    script:
    """
    ${params.wait} '$run' --for ${params.gate} --timeout ${params.timeout} --config '${params.config}'
    """
}

process VERIFY {
    cache false
    tag "$run"

    input:
    val run

    output:
    val run

    script:
    """
    seqwarden verify '${params.archive}/$run' --trust '${params.trust}'
    """
}

process DEMULTIPLEX {
    tag "$run"
    publishDir "${params.outdir}/$run", mode: 'copy'

    input:
    tuple val(run), path(folder)

    output:
    path 'fastq'

    // A stand-in. In its place:
    //     bcl-convert --bcl-input-directory $folder --output-directory fastq
    script:
    """
    mkdir fastq
    find -L '$folder'/Data -type f | wc -l > fastq/files.txt
    """
}

workflow {
    ['run', 'archive', 'trust'].each { if (!params[it]) error "--$it is missing" }
    // Whoever can write to the landing share chooses this name, and it comes into a script.
    if (!(params.run ==~ /[A-Za-z0-9][\w.-]*/)) error "this is no name of a run folder"

    WAIT(params.run)
    VERIFY(WAIT.out)
    DEMULTIPLEX(VERIFY.out.map { run -> tuple(run, file("${params.archive}/$run", checkIfExists: true)) })
}
